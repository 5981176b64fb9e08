package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Problem;
import io.quorate.kernel.state.BoundRow;
import io.quorate.kernel.state.DueRow;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.ResultRow;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.kernel.state.Tombstone;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of a session: marked at once, carried out in bounded steps, one revision per instance; an instance whose hook
 * fails is frozen and does not hold up the others.
 */
final class SessionEnds {
    /** Instances of one recipe, whatever the limit was when they froze. */
    private static final int MAX_THAWED = (int) ClusterKey.MAX_MIGRATED_INSTANCES.most();

    private final RecipeRunner recipes;
    private final LimitsInForce limits;

    SessionEnds(RecipeRunner recipes, LimitsInForce limits) {
        this.recipes = recipes;
        this.limits = limits;
    }

    /** Marks the session and takes its waiting calls away; false when there is nothing to end. */
    boolean mark(Step step, SessionId session, String reason) {
        return mark(step, session, reason, ErrorCode.SESSION_EXPIRED);
    }

    /** @param code what the session's client is told */
    boolean mark(Step step, SessionId session, String reason, ErrorCode code) {
        Optional<SessionRow> live = Results.session(step, session).filter(row -> !row.ending());
        if (live.isEmpty()) {
            return false;
        }
        step.rows().put(Keys.session(session), live.get().ended().encode());
        Problem over = Problem.of(code, "session " + session + " ended: " + reason);
        for (long sequence : parked(step, session, live.get())) {
            ResultRow call = Results.find(step, session, sequence).orElseThrow();
            Waiting.giveUp(
                    step,
                    session,
                    sequence,
                    call,
                    Calls.address(call.origin().orElseThrow()),
                    CallResult.of(Calls.kindOfGivenUp(call), step.revision(), over));
        }
        Tombstone tombstone = new Tombstone(live.get().secretHash(), live.get().lastSequence(), reason);
        step.rows().put(Keys.tombstone(session), StateRows.TOMBSTONE.encode(tombstone));
        step.effect(new Effect.SessionEnded(session, over));
        return true;
    }

    /** Looks at all of its results: the limits may have been higher when its calls were parked. */
    private static List<Long> parked(Step step, SessionId session, SessionRow live) {
        List<Long> sequences = new ArrayList<>();
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.results(session), live.unacknowledged())) {
            if (ResultRow.decode(row.value()).parked().isPresent()) {
                sequences.add(Keys.sequenceOf(row.key()));
            }
        }
        return sequences;
    }

    /** Results that one step forgets. */
    private int maxForgotten() {
        return limits.count(ClusterKey.MAX_UNACKNOWLEDGED) + limits.count(ClusterKey.MAX_PARKED);
    }

    /** The instances that the next steps tell; fewer than the limit when these are the last. */
    List<Address> nextBound(Rows rows, SessionId session) {
        List<Address> bound = new ArrayList<>();
        for (Rows.KeyValue row : rows.listPrefix(Keys.bounds(session), limits.count(ClusterKey.MAX_ENDS_PER_ENTRY))) {
            bound.add(Keys.addressOfBound(row.key()));
        }
        return bound;
    }

    /** Tells one instance, unless it is another one than that in which the session held something. */
    void tell(Step step, SessionId session, Address address) {
        byte[] key = Keys.bound(session, address);
        Optional<BoundRow> bound = step.read(key, BoundRow::decode);
        step.rows().delete(key);
        Instances.find(step, address)
                .filter(row -> bound.filter(hold -> hold.isIn(row)).isPresent())
                .ifPresent(row -> tell(step, session, address, row));
    }

    /** Tells an instance; one that is frozen, or freezes now, has it yet to take. */
    void tell(Step step, SessionId session, Address address, InstanceRow row) {
        if (!row.frozen().isEmpty() || !recipes.sessionEnded(step, address, row, session)) {
            step.rows().put(Keys.pendingEnd(address.recipe(), row.id(), session), addressBytes(address));
        }
    }

    /** Lets frozen instances go on and takes up what failed before, now that their recipe has a new version. */
    void thaw(Step step, String recipe) {
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.instances(recipe), MAX_THAWED)) {
            InstanceRow instance = InstanceRow.decode(row.value());
            if (!instance.frozen().isEmpty()) {
                Instances.settle(step, Keys.addressOfInstance(row.key()), instance.frozenBecause(""));
            }
        }
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.pendingEnds(recipe), MAX_THAWED)) {
            Address address = Keys.addressOfInstance(row.value());
            long id = Keys.instanceOfPendingEnd(row.key());
            Optional<InstanceRow> instance = Instances.find(step, address).filter(live -> live.id() == id);
            SessionId session = Keys.sessionOfPendingEnd(row.key());
            if (instance.isEmpty() || recipes.sessionEnded(step, address, instance.get(), session)) {
                step.rows().delete(row.key());
            }
        }
    }

    private static byte[] addressBytes(Address address) {
        return Keys.instance(address);
    }

    /** Removes the session itself; what is left of it is forgotten later. */
    void finish(Step step, SessionId session) {
        Optional<SessionRow> row = Results.session(step, session);
        if (row.isEmpty()) {
            return;
        }
        step.rows().delete(Keys.session(session));
        step.countSession(-1);
        forgetAt(step, session, step.logTimeMillis() + limits.of(ClusterKey.TOMBSTONE));
    }

    /** Forgets an ended session and its results, in steps if there are many. */
    void forget(Step step, SessionId session) {
        List<Rows.KeyValue> results = step.rows().listPrefix(Keys.results(session), maxForgotten());
        long bytes = 0;
        for (Rows.KeyValue row : results) {
            bytes += ResultRow.decode(row.value()).replyBytes();
            step.rows().delete(row.key());
        }
        step.countReplyBytes(-bytes);
        if (results.size() == maxForgotten()) {
            forgetAt(step, session, step.logTimeMillis());
        } else {
            step.rows().delete(Keys.tombstone(session));
        }
    }

    private static void forgetAt(Step step, SessionId session, long deadlineMillis) {
        step.rows().put(Keys.due(deadlineMillis, step.drawDue()), new DueRow.TombstoneDue(session).encode());
    }
}
