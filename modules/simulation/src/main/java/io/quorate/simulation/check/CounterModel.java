package io.quorate.simulation.check;

import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import java.util.Optional;

/** A counter, whose only update is the maximum; a sequence, by its last number; ids, by the last one given, between which gaps may be. */
final class CounterModel implements ValueModel {
    @Override
    public Optional<Long> after(Record command, long before) {
        if (command instanceof Add add) {
            long sum = before + add.amount();
            boolean fits =
                    sum >= add.min().orElse(Long.MIN_VALUE) && sum <= add.max().orElse(Long.MAX_VALUE);
            return fits ? Optional.of(sum) : Optional.empty();
        } else if (command instanceof CompareAndSet swap) {
            return Optional.of(before == swap.expected() ? swap.value() : before);
        } else if (command instanceof Update max) {
            return Optional.of(Math.max(before, max.operand()));
        }
        return Optional.of(before + 1);
    }

    @Override
    public Optional<Long> explained(Record request, Record reply, long before) {
        if (reply instanceof Count count) {
            return before == count.value() ? Optional.of(before) : Optional.empty();
        } else if (request instanceof TakeIds take && reply instanceof IdBlock block) {
            boolean fresh = block.first() > before && block.last() - block.first() + 1 == take.count();
            return fresh ? Optional.of(block.last()) : Optional.empty();
        }
        return after(request, before).filter(after -> reply.equals(expected(request, before, after)));
    }

    private static Record expected(Record request, long before, long after) {
        if (request instanceof CompareAndSet swap) {
            return new Swapped(before == swap.expected(), after);
        }
        return request instanceof Next ? new Numbered(after) : new Counted(after, before);
    }

    @Override
    public Optional<Change> change(Record command, Record reply) {
        if (reply instanceof Counted counted) {
            return Optional.of(new Change(counted.before(), counted.value()));
        } else if (reply instanceof Numbered numbered) {
            return Optional.of(new Change(numbered.number() - 1, numbered.number()));
        } else if (reply instanceof Swapped swapped && command instanceof CompareAndSet swap) {
            return Optional.of(new Change(swapped.swapped() ? swap.expected() : swapped.value(), swapped.value()));
        }
        return Optional.empty();
    }
}
