package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
import io.quorate.kernel.CallResult;
import io.quorate.kernel.Limits;
import io.quorate.kernel.Problem;
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
    private final RecipeRunner recipes;
    private final Limits limits;

    SessionEnds(RecipeRunner recipes, Limits limits) {
        this.recipes = recipes;
        this.limits = limits;
    }

    /** Marks the session and takes its waiting calls away; false when there is nothing to end. */
    boolean mark(Step step, SessionId session, String reason) {
        Optional<SessionRow> live = Results.session(step, session).filter(row -> !row.ending());
        if (live.isEmpty()) {
            return false;
        }
        step.rows().put(Keys.session(session), live.get().ended().encode());
        Problem over = Problem.of(ErrorCode.SESSION_EXPIRED, "session " + session + " ended: " + reason);
        for (long sequence : parked(step, session)) {
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

    private List<Long> parked(Step step, SessionId session) {
        List<Long> sequences = new ArrayList<>();
        for (Rows.KeyValue row : results(step, session)) {
            if (ResultRow.decode(row.value()).parked().isPresent()) {
                sequences.add(Keys.sequenceOf(row.key()));
            }
        }
        return sequences;
    }

    private List<Rows.KeyValue> results(Step step, SessionId session) {
        return step.rows().listPrefix(Keys.results(session), maxResults());
    }

    /** Parked calls are never behind that many results: apply parks none beyond its limits. */
    private int maxResults() {
        return limits.maxUnacknowledged() + limits.maxParked();
    }

    /** The instances that the next steps tell; fewer than the limit when these are the last. */
    List<Address> nextBound(Rows rows, SessionId session) {
        List<Address> bound = new ArrayList<>();
        for (Rows.KeyValue row : rows.listPrefix(Keys.bounds(session), limits.maxEndStepInstances())) {
            bound.add(Keys.addressOfBound(row.key()));
        }
        return bound;
    }

    /** Tells one instance. */
    void tell(Step step, SessionId session, Address address) {
        step.rows().delete(Keys.bound(session, address));
        Optional<InstanceRow> instance = Instances.find(step, address);
        if (instance.isEmpty()) {
            return;
        }
        InstanceRow row = instance.get();
        if (!row.frozen().isEmpty() || !recipes.sessionEnded(step, address, row, session)) {
            step.rows().put(Keys.pendingEnd(address.recipe(), row.id(), session), addressBytes(address));
        }
    }

    /** Lets frozen instances go on and takes up what failed before, now that their recipe has a new version. */
    void thaw(Step step, String recipe) {
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.instances(recipe), limits.maxMigrationRows())) {
            InstanceRow instance = InstanceRow.decode(row.value());
            if (!instance.frozen().isEmpty()) {
                Instances.settle(step, Keys.addressOfInstance(row.key()), instance.frozenBecause(""));
            }
        }
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.pendingEnds(recipe), limits.maxMigrationRows())) {
            Address address = Keys.addressOfInstance(row.value());
            Optional<InstanceRow> instance = Instances.find(step, address);
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
        forgetAt(step, session, step.logTimeMillis() + limits.tombstoneMillis());
    }

    /** Forgets an ended session and its results, in steps if there are many. */
    void forget(Step step, SessionId session) {
        List<Rows.KeyValue> results = results(step, session);
        long bytes = 0;
        for (Rows.KeyValue row : results) {
            bytes += ResultRow.decode(row.value()).replyBytes();
            step.rows().delete(row.key());
        }
        step.countReplyBytes(-bytes);
        if (results.size() == maxResults()) {
            forgetAt(step, session, step.logTimeMillis());
        } else {
            step.rows().delete(Keys.tombstone(session));
        }
    }

    private static void forgetAt(Step step, SessionId session, long deadlineMillis) {
        step.rows().put(Keys.due(deadlineMillis, step.drawDue()), new DueRow.TombstoneDue(session).encode());
    }
}
