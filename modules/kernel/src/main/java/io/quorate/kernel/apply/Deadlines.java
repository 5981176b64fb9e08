package io.quorate.kernel.apply;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.TimerRow;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ErrorCode;
import java.util.List;
import java.util.Optional;

/** What falls due in log time: recipes' timers, waits of parked calls, and what is left of ended sessions. */
final class Deadlines {
    /** After which a timer that cannot do its work at present is looked at again. */
    private static final long POSTPONED_MILLIS = 10_000;

    private final RecipeRunner recipes;
    private final SessionEnds ends;
    private final LimitsInForce limits;

    Deadlines(RecipeRunner recipes, SessionEnds ends, LimitsInForce limits) {
        this.recipes = recipes;
        this.ends = ends;
        this.limits = limits;
    }

    /** At most {@code limit} rows that are due, in the order (deadline, id). */
    static List<Rows.KeyValue> due(Rows rows, long logTimeMillis, int limit) {
        return rows.list(Keys.dues(), Keys.due(logTimeMillis + 1, 0), limit);
    }

    /** The deadline that comes next. */
    static Optional<Long> next(Rows rows) {
        return rows.listPrefix(Keys.dues(), 1).stream().findFirst().map(row -> Keys.deadlineOf(row.key()));
    }

    /** Does what one row says; the row is consumed whatever comes of it. */
    void fire(Step step, Rows.KeyValue row) {
        if (step.rows().get(row.key()) == null) {
            return;
        }
        step.rows().delete(row.key());
        DueRow due = DueRow.decode(row.value());
        if (due instanceof DueRow.TimerDue timer) {
            fireTimer(step, timer);
        } else if (due instanceof DueRow.WaitDue wait) {
            giveUp(step, wait);
        } else if (due instanceof DueRow.TombstoneDue tombstone) {
            ends.forget(step, tombstone.session());
        }
    }

    private void fireTimer(Step step, DueRow.TimerDue due) {
        byte[] key = Keys.timer(due.instance(), due.timer(), due.key());
        Optional<TimerRow> timer = step.read(key, TimerRow::decode);
        Optional<InstanceRow> instance = Instances.find(step, due.address()).filter(row -> row.id() == due.instance());
        if (timer.isEmpty() || instance.isEmpty()) {
            return;
        }
        if (!instance.get().frozen().isEmpty()) {
            postpone(step, due, timer.get());
            return;
        }
        byte[] payload = timer.get().payload();
        Step inner = step.savepoint();
        inner.rows().delete(key);
        inner.countBytes(due.address().namespace(), -payload.length);
        recipes.timer(inner, due.address(), instance.get(), due.timer(), payload);
        if (Quotas.problem(inner, limits).isPresent()) {
            postpone(step, due, timer.get());
        } else {
            inner.keep();
        }
    }

    /** Timers of a frozen instance wait until it goes on, and those that find no room until there is some. */
    private static void postpone(Step step, DueRow.TimerDue due, TimerRow timer) {
        long later = step.logTimeMillis() + POSTPONED_MILLIS;
        long number = step.drawDue();
        step.rows()
                .put(
                        Keys.timer(due.instance(), due.timer(), due.key()),
                        new TimerRow(later, number, timer.payload()).encode());
        step.rows().put(Keys.due(later, number), due.encode());
    }

    private void giveUp(Step step, DueRow.WaitDue due) {
        Optional<WaitingRow> ticket = Waiting.find(step, due.instance(), due.state(), due.ticket());
        if (ticket.isEmpty()) {
            return;
        }
        WaitingRow waiting = ticket.get();
        Optional<ResultRow> call = Results.find(step, waiting.session(), waiting.sequence());
        if (call.isPresent()) {
            long waited = waiting.deadlineMillis() - waiting.sinceMillis();
            Problem timedOut = Problem.of(
                    ErrorCode.WAIT_TIMED_OUT,
                    "'" + due.address().instance() + "' was not granted within " + waited + " ms");
            Waiting.giveUp(
                    step,
                    waiting.session(),
                    waiting.sequence(),
                    call.get(),
                    due.address(),
                    CallResult.of(CallResult.Kind.NOT_APPLIED, step.revision(), timedOut));
            recipes.givenUp(step, due.address(), due.state(), waiting.ticket(due.ticket()));
        }
    }
}
