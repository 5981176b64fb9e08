package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.RestoredInstance;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.TimerRow;
import io.quorate.kernel.state.WaitingRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;

/** What is left to do of a restore after its switch, or after it was given up: in bounded steps, each proposed by the leader. */
final class RestoreSteps {
    /** Rows that one step clears away. */
    private static final int MAX_ROWS = 1_000;

    private static final Problem REPLACED = Problem.of(
            ErrorCode.CLUSTER_RESTORED, "the call waited in an instance that a restore from a backup has replaced");

    private final SessionEnds ends;

    RestoreSteps(SessionEnds ends) {
        this.ends = ends;
    }

    /** A hold of a session of the backup. */
    record Hold(SessionId session, Address address) {}

    /** Holds that are yet to end. */
    static List<Hold> holds(Rows rows, int limit) {
        return rows.listPrefix(RestoreKeys.restoredHolds(), limit).stream()
                .map(row -> new Hold(Keys.sessionOfBound(row.key()), Keys.addressOfBound(row.key())))
                .toList();
    }

    /**
     * Holds of sessions that the cluster knows too: they must end before these sessions can do anything with what they seem to
     * hold, or they would lose what they come by afterwards.
     */
    static List<Hold> holdsOfLiving(Rows rows) {
        return holds(rows, Integer.MAX_VALUE).stream()
                .filter(hold -> isLive(rows, hold.session()))
                .toList();
    }

    private static boolean isLive(Rows rows, SessionId session) {
        return Optional.ofNullable(rows.get(Keys.session(session)))
                .map(SessionRow::decode)
                .filter(row -> !row.ending())
                .isPresent();
    }

    /** Ends a hold of a session that the backup knew. */
    void end(Step step, Hold hold) {
        step.rows().delete(RestoreKeys.restoredHold(hold.session(), hold.address()));
        Instances.find(step, hold.address())
                .ifPresent(instance -> ends.tell(step, hold.session(), hold.address(), instance));
    }

    /** Clears away some of what the switch replaced; ends the restore with the last of it. */
    static void settle(Step step) {
        int room = MAX_ROWS;
        for (Rows.KeyValue row : step.rows().listPrefix(RestoreKeys.doomed(), MAX_ROWS)) {
            room -= clear(step, RestoreKeys.idOf(row.key()), Keys.addressOfInstance(row.value()), room);
            if (room <= 0) {
                return;
            }
            step.rows().delete(row.key());
            room--;
        }
        over(step, RestoreKeys.doomed());
    }

    /** Clears away some of what came in; ends the restore with the last of it. */
    static void drop(Step step) {
        int room = MAX_ROWS;
        for (Rows.KeyValue row : step.rows().listPrefix(RestoreKeys.restoredInstances(), MAX_ROWS)) {
            RestoredInstance instance = RestoredInstance.decode(row.value());
            room -= clear(step, instance.row().id(), instance.address(), room);
            if (room <= 0) {
                return;
            }
            step.rows().delete(row.key());
            room--;
        }
        for (byte[] prefix : List.of(RestoreKeys.restoredHolds(), RestoreKeys.restoredSettings())) {
            for (Rows.KeyValue row : step.rows().listPrefix(prefix, Math.max(0, room))) {
                step.rows().delete(row.key());
                room--;
            }
        }
        if (room > 0) {
            over(step, RestoreKeys.restoredInstances());
        }
    }

    private static void over(Step step, byte[] left) {
        if (!step.rows().hasPrefix(left)) {
            step.rows().delete(RestoreKeys.restore());
        }
    }

    /**
     * Removes what lies under the id of an instance that has no name.
     *
     * @return rows that were removed; {@code room} when there may be more
     */
    private static int clear(Step step, long id, Address address, int room) {
        int removed = 0;
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.tickets(id), room)) {
            giveUp(step, row);
            removed++;
        }
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.timers(id), room - removed)) {
            TimerRow timer = TimerRow.decode(row.value());
            step.rows().delete(row.key());
            disarm(step, id, Keys.due(timer.deadlineMillis(), timer.due()));
            removed++;
        }
        for (byte[] prefix : List.of(Keys.rows(id), Keys.pendingEnds(address.recipe(), id))) {
            for (Rows.KeyValue row : step.rows().listPrefix(prefix, room - removed)) {
                step.rows().delete(row.key());
                removed++;
            }
        }
        return removed;
    }

    private static void giveUp(Step step, Rows.KeyValue ticket) {
        WaitingRow waiting = WaitingRow.decode(ticket.value());
        step.rows().delete(ticket.key());
        step.rows().delete(Keys.due(waiting.deadlineMillis(), waiting.due()));
        Optional<ResultRow> call = Results.find(step, waiting.session(), waiting.sequence())
                .filter(result -> result.parked().isPresent());
        call.ifPresent(result -> Results.replace(
                step,
                waiting.session(),
                waiting.sequence(),
                result,
                CallResult.of(CallResult.Kind.REFUSED, step.revision(), REPLACED)));
    }

    /** The numbers in a timer that never ran are those of its backup: here they may be of another one. */
    private static void disarm(Step step, long id, byte[] due) {
        step.read(due, DueRow::decode)
                .filter(row -> row instanceof DueRow.TimerDue timer && timer.instance() == id)
                .ifPresent(row -> step.rows().delete(due));
    }
}
