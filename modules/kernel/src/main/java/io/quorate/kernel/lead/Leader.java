package io.quorate.kernel.lead;

import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.SessionRow;
import io.quorate.recipe.SessionId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a leader does of its own accord: expires sessions, goes on with their ends and the deletion of namespaces, and keeps log time moving while something
 * waits for it. A new leader grants every session a whole time to live.
 */
public final class Leader {
    /** While a deadline is pending, log time is logged at least this often, in ms. */
    private static final long TICK_MILLIS = 1_000;

    private static final int MAX_SESSIONS = 1_000_000;

    private final Applier applier;
    private final LogClock clock;
    private final SessionLiveness liveness;
    private final ProposalQueue proposals;
    // Steps whose proposal was lost, to be proposed again with the next tick.
    private final Set<SessionId> lostSteps = new LinkedHashSet<>();
    private final Set<String> lostDeletions = new LinkedHashSet<>();
    private boolean ready;
    private boolean tickProposed;

    public Leader(Applier applier, LogClock clock, SessionLiveness liveness, ProposalQueue proposals) {
        this.applier = applier;
        this.clock = clock;
        this.liveness = liveness;
        this.proposals = proposals;
    }

    /** This node leads and has applied all of earlier terms. */
    public boolean isReady() {
        return ready;
    }

    public void leadershipChanged(boolean selfReady) {
        ready = selfReady;
        tickProposed = false;
        lostSteps.clear();
        lostDeletions.clear();
        liveness.clear();
        if (selfReady) {
            clock.restart(applier.numbers().logTimeMillis());
            watchSessions();
            goOnWithDeletions();
        }
    }

    private void watchSessions() {
        long now = clock.nowMillis();
        for (Rows.KeyValue row : applier.rows().listPrefix(Keys.sessions(), MAX_SESSIONS)) {
            SessionId session = Keys.sessionOf(row.key());
            SessionRow live = SessionRow.decode(row.value());
            if (live.ending()) {
                endStepNeeded(session);
            } else {
                liveness.add(session, live.ttlMillis(), now);
            }
        }
    }

    private void goOnWithDeletions() {
        applier.namespaces().all().forEach((name, row) -> {
            if (row.deletion().isPresent()) {
                namespaceStepNeeded(name);
            }
        });
    }

    /** A session was opened: it has its whole time before it. */
    public void opened(SessionId session, long ttlMillis) {
        if (ready) {
            liveness.add(session, ttlMillis, clock.nowMillis());
        }
    }

    /** A session's end has more steps to go. */
    public void endStepNeeded(SessionId session) {
        if (ready) {
            proposals.add(new Proposal.EndStep(session), ProposalQueue.Fate.onLoss(problem -> lostSteps.add(session)));
        }
    }

    /** The deletion of a namespace has more steps to go. */
    public void namespaceStepNeeded(String namespace) {
        if (ready) {
            proposals.add(
                    new Proposal.NamespaceStep(namespace),
                    ProposalQueue.Fate.onLoss(problem -> lostDeletions.add(namespace)));
        }
    }

    /** To be called every few ten ms. */
    public void tick() {
        if (!ready) {
            return;
        }
        long now = clock.nowMillis();
        List<SessionId> again = List.copyOf(lostSteps);
        lostSteps.clear();
        again.forEach(this::endStepNeeded);
        List<String> deletions = List.copyOf(lostDeletions);
        lostDeletions.clear();
        deletions.forEach(this::namespaceStepNeeded);
        for (SessionId session : liveness.expired(now)) {
            liveness.markExpiring(session);
            proposals.add(
                    new Proposal.EndSession(session, "its client was not heard of within its time to live"),
                    ProposalQueue.Fate.onLoss(problem -> liveness.unmarkExpiring(session, clock.nowMillis())));
        }
        Optional<Long> deadline = applier.nextDeadline();
        long logged = applier.numbers().logTimeMillis();
        if (deadline.isPresent() && !tickProposed && (deadline.get() <= now || now - logged >= TICK_MILLIS)) {
            tickProposed = true;
            proposals.add(new Proposal.Tick(), ProposalQueue.Fate.onEnd(() -> tickProposed = false));
        }
    }
}
