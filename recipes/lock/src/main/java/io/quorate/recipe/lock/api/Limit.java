package io.quorate.recipe.lock.api;

import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.Registration;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a hold lasts at most, as its client may believe: it is lost here before the servers end it. Thread-safe. */
final class Limit {
    private final Loss<LossReason> loss;
    private @Nullable Reach reach;

    /** The hold lasts for this log time from the mark on. */
    private record Reach(Mark from, Duration logTime, Registration alarm) {}

    Limit(Loss<LossReason> loss) {
        this.loss = loss;
        loss.tell(Runnable::run, reason -> lift());
    }

    /** From now on this counts. */
    synchronized void set(Mark from, Duration logTime) {
        lift();
        if (loss.reason().isEmpty()) {
            reach = new Reach(from, logTime, from.atEnd(logTime, this::check));
        }
    }

    private synchronized void lift() {
        Reach former = reach;
        if (former != null) {
            former.alarm().close();
            reach = null;
        }
    }

    /** Tells the loss when the time is over. */
    void check() {
        if (isOver()) {
            loss.happen(LossReason.MAX_HOLD);
        }
    }

    synchronized boolean isOver() {
        Reach present = reach;
        return present != null && !present.from().isWithin(present.logTime());
    }

    /** When it is over, but not later than this, by the wall clock. */
    synchronized Instant endBefore(Instant latest) {
        Reach present = reach;
        Instant end = present == null ? latest : present.from().end(present.logTime());
        return end.isBefore(latest) ? end : latest;
    }
}
