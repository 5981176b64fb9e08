package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.BarrierContract.Remove;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import java.util.Optional;

/** Latches: who waits is no party, so that nobody who gives up breaks anything. */
final class Latches {
    static final Tickets<Note, Opened> WAITING = Tickets.of("waiting-open", Note.class, Opened.class);

    /** Ids that were counted in the generation; none once it is open. */
    static final Table<String, Boolean> COUNTED = Table.of("counted", String.class, Boolean.class);

    private Latches() {}

    static Outcome<Counted> setCount(ApplyContext context, SetCount request) {
        Latch latch = find(context).orElse(Latch.UNSET);
        if (!latch.isSet()) {
            latch = latch.begun(context.revision(), request.count());
            Stage.keep(context, latch);
        } else if (latch.initial() != request.count()) {
            throw Stage.mismatch(context, latch, "one that counts from " + request.count());
        }
        return Outcome.reply(seen(latch));
    }

    static Outcome<Counted> countDown(ApplyContext context, CountDown request) {
        Latch latch = require(context);
        boolean known =
                !request.id().isEmpty() && COUNTED.get(context, request.id()).isPresent();
        if (latch.isOpen() || known) {
            return Outcome.reply(seen(latch));
        }
        latch = latch.counted();
        if (latch.isOpen()) {
            open(context, latch);
            return Outcome.reply(seen(latch));
        }
        if (!request.id().isEmpty()) {
            COUNTED.put(context, request.id(), true);
        }
        Stage.keep(context, latch);
        return Outcome.reply(seen(latch));
    }

    private static void open(ApplyContext context, Latch latch) {
        for (Ticket<Note, Opened> ticket : WAITING.after(context, 0, BarrierContract.MAX_WAITERS)) {
            ticket.complete(context, new Opened(latch.generation()));
            Presence.change(context, ticket.session(), -1, 0);
        }
        for (Table.Row<String, Boolean> row : COUNTED.page(context, Optional.empty(), BarrierContract.MAX_PARTIES)) {
            COUNTED.remove(context, row.key());
        }
        context.emit(new Passed(latch.generation(), latch.initial()));
        Stage.keep(context, latch.waitedForBy(0));
    }

    static Outcome<Opened> await(ApplyContext context, AwaitOpen request) {
        Latch latch = find(context).orElse(Latch.UNSET);
        if (latch.isOpen()) {
            return Outcome.reply(new Opened(latch.generation()));
        }
        if (request.waitMillis() == 0) {
            throw Losses.notYet(
                    context, latch.isSet() ? latch.count() + " of " + latch.initial() + " counts" : "its count");
        }
        if (latch.waiting() == BarrierContract.MAX_WAITERS) {
            throw Losses.full(context, latch.waiting() + " calls that wait");
        }
        Stage.keep(context, latch.waitedForBy(latch.waiting() + 1));
        Presence.change(context, context.session(), 1, 0);
        return WAITING.park(context, new Note(request.label()), request.waitMillis());
    }

    static Outcome<Counted> reset(ApplyContext context, Reset request) {
        Latch latch = require(context);
        if (request.generation() != 0 && request.generation() != latch.generation()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "'" + context.instance() + "' is in generation " + latch.generation() + ", and not in "
                            + request.generation());
        }
        if (!latch.isOpen()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "'" + context.instance() + "' is not open yet, it lacks " + latch.count() + " counts");
        }
        Latch closed = latch.begun(context.revision(), latch.initial());
        Stage.keep(context, closed);
        return Outcome.reply(seen(closed));
    }

    static Outcome<Counted> remove(ApplyContext context, Remove request) {
        Latch latch = require(context);
        if (latch.waiting() > 0) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(), latch.waiting() + " calls wait for '" + context.instance() + "'");
        }
        for (Table.Row<String, Boolean> row : COUNTED.page(context, Optional.empty(), BarrierContract.MAX_PARTIES)) {
            COUNTED.remove(context, row.key());
        }
        Stage.CELL.clear(context);
        return Outcome.reply(seen(latch));
    }

    static void givenUp(ApplyContext context, Ticket<Note, Opened> ticket) {
        Presence.change(context, ticket.session(), -1, 0);
        lose(context, 1);
    }

    static void sessionEnded(ApplyContext context, Presence had) {
        lose(context, had.waiting());
    }

    private static void lose(ApplyContext context, int calls) {
        Optional<Latch> latch = find(context);
        if (latch.isPresent()) {
            // A call that ended while the instance was frozen was let through with the others.
            Stage.keep(context, latch.get().waitedForBy(Math.max(0, latch.get().waiting() - calls)));
        }
    }

    private static Counted seen(Latch latch) {
        return new Counted(latch.generation(), latch.count());
    }

    private static Latch require(QueryContext context) {
        Optional<Latch> found = find(context).filter(latch -> latch.isSet());
        if (found.isEmpty()) {
            throw new RecipeException(
                    ErrorCode.CONFLICT.name(),
                    "nobody has said what '" + context.instance() + "' counts from; call " + BarrierContract.SET_COUNT
                            + " first");
        }
        return found.get();
    }

    private static Optional<Latch> find(QueryContext context) {
        Optional<Stage> stage = Stage.CELL.get(context);
        if (stage.isEmpty()) {
            return Optional.empty();
        }
        if (stage.get() instanceof Latch latch) {
            return Optional.of(latch);
        }
        throw Stage.mismatch(context, stage.get(), "a latch");
    }
}
