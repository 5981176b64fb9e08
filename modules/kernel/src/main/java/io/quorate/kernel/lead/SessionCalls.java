package io.quorate.kernel.lead;

import io.quorate.kernel.AttachResult;
import io.quorate.kernel.CallRequest;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.OpenRequest;
import io.quorate.kernel.OpenResult;
import io.quorate.kernel.Problem;
import io.quorate.kernel.SessionLink;
import io.quorate.kernel.Sha256;
import io.quorate.kernel.apply.Applier;
import io.quorate.kernel.apply.ProposalOutcome;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.LastRestore;
import io.quorate.kernel.state.SessionRow;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Clients' sessions and their calls on the leader, from the link into the log and back. */
public final class SessionCalls {
    private final Admission admission;
    private final Applier applier;
    private final Links links;
    private final SessionLiveness liveness;
    private final ProposalQueue proposals;
    private final ReadGate gate;
    private final LogClock clock;

    public SessionCalls(
            Admission admission,
            Applier applier,
            Links links,
            SessionLiveness liveness,
            ProposalQueue proposals,
            ReadGate gate,
            LogClock clock) {
        this.admission = admission;
        this.applier = applier;
        this.links = links;
        this.liveness = liveness;
        this.proposals = proposals;
        this.gate = gate;
        this.clock = clock;
    }

    public void leadershipChanged() {
        admission.forgetAll();
    }

    public void open(OpenRequest request, SessionLink link, Consumer<OpenResult> completion) {
        Optional<Problem> full = admission.openRefusal(applier.numbers());
        if (full.isPresent()) {
            completion.accept(new OpenResult.Refused(full.get()));
            return;
        }
        Proposal open = new Proposal.OpenSession(
                request.ttlMillis(), Sha256.of(request.secret()), request.label(), request.principal());
        proposals.add(open, new ProposalQueue.Fate() {
            @Override
            public void applied(ProposalOutcome outcome) {
                if (outcome instanceof ProposalOutcome.Opened opened) {
                    links.attach(opened.session(), link);
                    completion.accept(new OpenResult.Opened(opened.session(), opened.ttlMillis()));
                } else if (outcome instanceof ProposalOutcome.Refused refused) {
                    completion.accept(new OpenResult.Refused(refused.problem()));
                }
            }

            @Override
            public void lost(Problem problem, boolean surely) {
                completion.accept(new OpenResult.Refused(problem));
            }
        });
    }

    public void attach(SessionId session, byte[] secret, SessionLink link, Consumer<AttachResult> completion) {
        Optional<SessionRow> row = admission.session(session).filter(live -> !live.ending());
        if (row.isEmpty()) {
            completion.accept(new AttachResult.Refused(over(session)));
            return;
        }
        if (!MessageDigest.isEqual(row.get().secretHash(), Sha256.of(secret))) {
            completion.accept(new AttachResult.Refused(
                    Problem.of(ErrorCode.SESSION_TAKEN, "the secret is not that of session " + session)));
            return;
        }
        // At once: what came from the old link behind this proposal would be answered to the new one.
        if (links.isOn(session, link)) {
            links.remove(session);
        } else {
            moved(session);
        }
        Proposal attach = new Proposal.AttachSession(session, row.get().incarnation());
        proposals.add(attach, new ProposalQueue.Fate() {
            @Override
            public void applied(ProposalOutcome outcome) {
                if (outcome instanceof ProposalOutcome.Attached attached) {
                    links.attach(session, link);
                    completion.accept(new AttachResult.Attached(attached.incarnation(), attached.lastSequence()));
                } else if (outcome instanceof ProposalOutcome.Refused refused) {
                    completion.accept(new AttachResult.Refused(refused.problem()));
                }
            }

            @Override
            public void lost(Problem problem, boolean surely) {
                completion.accept(new AttachResult.Refused(problem));
            }
        });
    }

    public void keepAlive(
            SessionId session, SessionLink link, List<Long> acks, Consumer<Optional<Problem>> completion) {
        Optional<Problem> refusal = sessionRefusal(session, link);
        if (refusal.isPresent()) {
            completion.accept(refusal);
            return;
        }
        acknowledge(session, acks);
        gate.await(round -> {
            // A deposed leader can still read, through the one that followed; what it grants, that one does not know
            // of.
            Optional<Problem> gone = round.promiseRefusal().or(() -> sessionRefusal(session, link));
            if (gone.isEmpty()) {
                liveness.renew(session, clock.nowMillis());
            }
            completion.accept(gone);
        });
    }

    private void acknowledge(SessionId session, List<Long> acks) {
        if (!acks.isEmpty() && proposals.hasRoomForAcks()) {
            proposals.add(new Proposal.Acks(session, acks), ProposalQueue.Fate.ignored());
        }
    }

    public void close(SessionId session, SessionLink link) {
        Optional<Problem> gone = sessionRefusal(session, link);
        if (gone.isPresent()) {
            link.ended(session, gone.get());
        } else {
            liveness.markExpiring(session);
            proposals.add(
                    new Proposal.EndSession(session, "closed by its client"),
                    ProposalQueue.Fate.onLoss(problem -> liveness.unmarkExpiring(session, clock.nowMillis())));
        }
    }

    public void call(SessionId session, SessionLink link, CallRequest request) {
        Optional<Problem> gone = sessionRefusal(session, link);
        if (gone.isPresent()) {
            link.ended(session, gone.get());
            return;
        }
        long sequence = request.sequence();
        SessionRow row = admission.session(session).orElseThrow();
        Admission.Turn turn = admission.turn(session, row, sequence);
        Optional<Problem> refusal = refusal(turn, row, sequence)
                .or(() -> turn == Admission.Turn.NEXT ? admission.refusal(request) : Optional.empty());
        if (refusal.isPresent() || turn == Admission.Turn.ON_ITS_WAY) {
            // The client counts its acknowledgements as arrived, whatever becomes of the call.
            acknowledge(session, request.acks());
            refusal.ifPresent(problem -> link.refused(session, sequence, problem));
            return;
        }
        enqueue(
                session,
                turn == Admission.Turn.NEXT ? sequence : 0,
                new Proposal.Call(
                        session,
                        sequence,
                        request.address(),
                        request.contract(),
                        request.command(),
                        request.body(),
                        request.acks()));
    }

    /** Takes a skip or a cancellation. */
    public void resolve(SessionId session, SessionLink link, long sequence, Proposal proposal) {
        Optional<Problem> gone = sessionRefusal(session, link);
        if (gone.isPresent()) {
            link.ended(session, gone.get());
            return;
        }
        SessionRow row = admission.session(session).orElseThrow();
        Admission.Turn turn = admission.turn(session, row, sequence);
        refusal(turn, row, sequence)
                .ifPresentOrElse(
                        problem -> link.refused(session, sequence, problem),
                        () -> enqueue(session, turn == Admission.Turn.NEXT ? sequence : 0, proposal));
    }

    /** Why a number is not let into the log, whatever is asked under it. */
    private Optional<Problem> refusal(Admission.Turn turn, SessionRow row, long sequence) {
        if (turn == Admission.Turn.EARLY) {
            return Optional.of(early(sequence));
        }
        if (!proposals.hasRoom()) {
            return Optional.of(Problem.of(ErrorCode.OVERLOADED, "too many commands wait for the log: try again later"));
        }
        return turn == Admission.Turn.NEXT ? admission.fullRefusal(row, applier.numbers()) : Optional.empty();
    }

    /**
     * @param admits number that is on its way from now on; 0 for a proposal that takes none
     */
    private void enqueue(SessionId session, long admits, Proposal proposal) {
        if (admits > 0) {
            admission.admit(session, admits);
        }
        proposals.add(proposal, ProposalQueue.Fate.onLoss(problem -> {
            if (admits > 0) {
                admission.forget(session);
                links.of(session).ifPresent(link -> link.refused(session, admits, problem));
            }
        }));
    }

    /** Apply found a number before its turn: an earlier one was lost on its way. */
    public void outOfOrder(SessionId session, long sequence) {
        admission.forget(session);
        links.of(session).ifPresent(link -> link.refused(session, sequence, early(sequence)));
    }

    /** Another connection takes the session: the one that it was on, if this node has it, is told. */
    public void moved(SessionId session) {
        links.of(session)
                .ifPresent(before -> before.ended(
                        session, Problem.of(ErrorCode.SESSION_TAKEN, "another connection took the session")));
        links.remove(session);
    }

    /** Apply ended a session. */
    public void ended(SessionId session, Problem reason) {
        liveness.remove(session);
        admission.forget(session);
        links.of(session).ifPresent(link -> link.ended(session, reason));
        links.remove(session);
    }

    private Optional<Problem> sessionRefusal(SessionId session, SessionLink link) {
        Optional<SessionRow> row = admission.session(session);
        if (row.isEmpty() || row.get().ending()) {
            return Optional.of(over(session));
        }
        if (liveness.isExpiring(session)) {
            return Optional.of(Problem.of(ErrorCode.SESSION_EXPIRING, "session " + session + " is being ended"));
        }
        if (!links.isOn(session, link)) {
            return Optional.of(Problem.of(
                    ErrorCode.SESSION_TAKEN, "session " + session + " is not on this connection: attach it first"));
        }
        return Optional.empty();
    }

    private Problem over(SessionId session) {
        return LastRestore.of(applier.rows())
                .filter(restore -> restore.voids(session))
                .map(restore -> Problem.of(
                        ErrorCode.CLUSTER_RESTORED,
                        "session " + session + " is over: the cluster was restored from a backup"))
                .orElseGet(() -> Problem.of(ErrorCode.SESSION_EXPIRED, "session " + session + " is over"));
    }

    private static Problem early(long sequence) {
        return new Problem(Kernel.OUT_OF_ORDER, "an earlier call than " + sequence + " is missing: send it first");
    }
}
