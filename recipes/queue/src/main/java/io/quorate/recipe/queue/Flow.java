package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Timer;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import java.util.Optional;

/**
 * What happens by itself: items get ready, leases run out, leases of ended sessions come back, ids are forgotten, and calls that wait are
 * answered. One step deals with a bounded number of items, and goes on after a millisecond when there is more. There is one timer, for
 * whatever is due first.
 */
final class Flow {
    static final Timer<Alarm> ALARM = Timer.of("alarm", Alarm.class);

    /** Log time at which the timer is due; none when it is not set. */
    static final Cell<Long> ALARM_AT = Cell.of("alarm-at", Long.class);

    /** Ended sessions that have leases still, each with the first item that may be leased to it. */
    static final Table<SessionId, Long> ENDED = Table.of("ended", SessionId.class, Long.class);

    /** Items that one step deals with. */
    private static final int MAX_STEP = QueueContract.MAX_MANY;

    /** The timer is set for no longer, however long a delay is: how long one may run is for the cluster to say. */
    private static final long MAX_SLEEP_MILLIS = 60_000;

    private static final long ONLY = 0;

    private Flow() {}

    /** Something is due. */
    public record Alarm() {}

    /** What a command that changed the queue does last. */
    static void settle(ApplyContext context) {
        arm(context, answer(context, MAX_STEP) == 0);
    }

    static void alarm(ApplyContext context, Alarm alarm) {
        ALARM_AT.clear(context);
        step(context);
    }

    static void sessionEnded(ApplyContext context, SessionId session) {
        Optional<Presence> had = Presence.TABLE.remove(context, session);
        if (had.isEmpty()) {
            return;
        }
        if (had.get().offers() > 0) {
            Totals.waiting(context, -had.get().offers());
        }
        if (had.get().leases() > 0) {
            ENDED.put(context, session, 0L);
        }
        step(context);
    }

    private static void step(ApplyContext context) {
        int left = takeBack(context, MAX_STEP);
        left = expire(context, left);
        left = ripen(context, left);
        left = forget(context, left);
        arm(context, answer(context, left) == 0);
    }

    /** Leases of sessions that have ended; what is left of the step. */
    private static int takeBack(ApplyContext context, int most) {
        int left = most;
        while (left > 0) {
            Optional<Table.Row<SessionId, Long>> ended = ENDED.first(context);
            if (ended.isEmpty()) {
                return left;
            }
            SessionId session = ended.get().key();
            Optional<Long> id = Presence.first(context, session, ended.get().value());
            if (id.isEmpty()) {
                ENDED.remove(context, session);
            } else {
                ENDED.put(context, session, id.get());
                Item item = Shelf.ITEMS.get(context, id.get()).orElseThrow();
                Leases.fail(context, id.get(), item, "session " + session.value() + " ended", 0);
                left--;
            }
        }
        return left;
    }

    private static int expire(ApplyContext context, int most) {
        int left = most;
        while (left > 0) {
            Optional<Table.Row<Place, Boolean>> first = Shelf.LEASED.first(context);
            if (first.isEmpty() || first.get().key().at() > context.logTimeMillis()) {
                return left;
            }
            long id = first.get().key().id();
            Leases.fail(context, id, Shelf.ITEMS.get(context, id).orElseThrow(), "the lease ran out", 0);
            left--;
        }
        return left;
    }

    private static int ripen(ApplyContext context, int most) {
        int left = most;
        while (left > 0) {
            Optional<Table.Row<Place, Boolean>> first = Shelf.DELAYED.first(context);
            if (first.isEmpty() || first.get().key().at() > context.logTimeMillis()) {
                return left;
            }
            Shelf.ripen(context, first.get().key());
            left--;
        }
        return left;
    }

    private static int forget(ApplyContext context, int most) {
        int left = most;
        while (left > 0) {
            Optional<Table.Row<Place, String>> first = Memory.FORGET.first(context);
            if (first.isEmpty() || first.get().key().at() > context.logTimeMillis()) {
                return left;
            }
            Memory.forget(context, first.get());
            left--;
        }
        return left;
    }

    /** Calls that wait for items, and those that wait for room: each may make what the other waits for. */
    private static int answer(ApplyContext context, int most) {
        int left = most;
        boolean answered = true;
        while (left > 0 && answered) {
            Optional<Granted> granted = Leases.serve(context, left);
            left -= granted.isPresent() ? granted.get().items().size() : 0;
            answered = granted.isPresent();
            if (left > 0 && Offers.admit(context)) {
                left--;
                answered = true;
            }
        }
        return left;
    }

    /**
     * Sets the timer for what is due first, if it is not set for that or earlier. One that should have fired did so while the queue was
     * frozen.
     *
     * @param more the step came to its end before the work did
     */
    private static void arm(ApplyContext context, boolean more) {
        long now = context.logTimeMillis();
        long due = more ? now : Long.MAX_VALUE;
        due = Math.min(due, due(Shelf.LEASED.from(context)));
        due = Math.min(due, due(Shelf.DELAYED.from(context)));
        due = Math.min(due, due(Memory.FORGET.from(context)));
        Optional<Long> set = ALARM_AT.get(context);
        if (due == Long.MAX_VALUE) {
            if (set.isPresent()) {
                ALARM.cancel(context, ONLY);
                ALARM_AT.clear(context);
            }
            return;
        }
        long at = Math.min(Math.max(due, now + 1), now + MAX_SLEEP_MILLIS);
        if (set.isEmpty() || set.get() <= now || set.get() > at) {
            ALARM.set(context, ONLY, at - now, new Alarm());
            ALARM_AT.set(context, at);
        }
    }

    private static long due(Optional<Place> first) {
        return first.isPresent() ? first.get().at() : Long.MAX_VALUE;
    }
}
