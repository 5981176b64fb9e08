package io.quorate.recipe.atomic;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.Set;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.atomic.api.CounterOperation;
import io.quorate.recipe.atomic.api.Kind;
import java.util.Optional;

/** Calls on counters. */
final class Counters {
    private Counters() {}

    static Count get(QueryContext context, Get request) {
        return new Count(value(context), context.revision());
    }

    static Outcome<Counted> set(ApplyContext context, Set request) {
        return change(context, value(context), request.value());
    }

    static Outcome<Counted> add(ApplyContext context, Add request) {
        long before = value(context);
        long amount = request.amount();
        long sum = before + amount;
        // A sum has overflowed when its sign differs from those of both of its parts.
        if (((before ^ sum) & (amount ^ sum)) < 0) {
            throw outOfBounds(context, before, amount, "need more than 64 bits");
        }
        if (request.min().isPresent() && sum < request.min().getAsLong()) {
            throw outOfBounds(
                    context, before, amount, "be less than " + request.min().getAsLong());
        }
        if (request.max().isPresent() && sum > request.max().getAsLong()) {
            throw outOfBounds(
                    context, before, amount, "be more than " + request.max().getAsLong());
        }
        return change(context, before, sum);
    }

    private static RecipeException outOfBounds(ApplyContext context, long before, long amount, String would) {
        return new RecipeException(
                AtomicContract.OUT_OF_BOUNDS,
                "'" + context.instance() + "' is " + before + "; with " + amount + " added it would " + would);
    }

    static Outcome<Counted> update(ApplyContext context, Update request) {
        long before = value(context);
        return change(context, before, result(request.operation(), before, request.operand()));
    }

    private static long result(CounterOperation operation, long value, long operand) {
        if (operation == CounterOperation.MAX) {
            return Math.max(value, operand);
        } else if (operation == CounterOperation.MIN) {
            return Math.min(value, operand);
        } else if (operation == CounterOperation.AND) {
            return value & operand;
        }
        return value | operand;
    }

    static Outcome<Swapped> compareAndSet(ApplyContext context, CompareAndSet request) {
        long before = value(context);
        if (before != request.expected()) {
            return Outcome.reply(new Swapped(false, before));
        }
        change(context, before, request.value());
        return Outcome.reply(new Swapped(true, request.value()));
    }

    private static Outcome<Counted> change(ApplyContext context, long before, long value) {
        if (value != before) {
            if (value == 0) {
                Instance.CONTENT.clear(context);
            } else {
                Instance.CONTENT.set(context, new Content.Counter(value));
            }
            context.emit(new CounterChanged(value));
        }
        return Outcome.reply(new Counted(value, before));
    }

    private static long value(QueryContext context) {
        Optional<Content> content = Instance.content(context, Kind.COUNTER);
        return content.isPresent() ? ((Content.Counter) content.get()).value() : 0;
    }
}
