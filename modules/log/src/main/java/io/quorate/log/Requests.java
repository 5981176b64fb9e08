package io.quorate.log;

import io.quorate.raft.Output.Answer;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Requests that the consensus has yet to answer, by id. Thread: that of the consensus. */
final class Requests {
    private record Barrier(Consumer<BarrierResult> completion) {}

    private final Upcalls upcalls;
    private final TreeMap<Long, Consumer<ProposalResult>> proposals = new TreeMap<>();
    private final TreeMap<Long, Barrier> barriers = new TreeMap<>();
    private long lastId;

    /**
     * Begins with nothing.
     *
     * @param firstId of a request. The leader answers a member's reads by their ids: those of an earlier life of this process,
     *     which it may answer late, must not be ids of this one
     */
    Requests(Upcalls upcalls, long firstId) {
        this.upcalls = upcalls;
        this.lastId = firstId - 1;
    }

    long proposal(Consumer<ProposalResult> completion) {
        proposals.put(++lastId, completion);
        return lastId;
    }

    long barrier(Consumer<BarrierResult> completion) {
        barriers.put(++lastId, new Barrier(completion));
        return lastId;
    }

    /** Takes out the completion of a committed proposal, to be called behind its entry. */
    Consumer<ProposalResult> committed(long id) {
        Consumer<ProposalResult> completion = proposals.remove(id);
        return completion == null ? result -> {} : completion;
    }

    /** Answers everything but what is committed just now. */
    void answer(Answer answer) {
        Consumer<ProposalResult> proposal = proposals.remove(answer.id());
        if (proposal != null) {
            upcalls.complete(proposal, result(answer));
        }
        Barrier barrier = barriers.remove(answer.id());
        if (barrier != null) {
            upcalls.complete(barrier.completion(), barrierResult(answer));
        }
    }

    /** Nothing more will be answered. */
    void giveUp(String reason) {
        proposals.values().forEach(each -> upcalls.complete(each, new ProposalResult.Unknown(reason)));
        proposals.clear();
        barriers.values().forEach(each -> upcalls.complete(each.completion(), new BarrierResult.Failed(reason)));
        barriers.clear();
    }

    private static ProposalResult result(Answer answer) {
        if (answer instanceof Answer.Committed committed) {
            return new ProposalResult.Committed(committed.index(), committed.term());
        } else if (answer instanceof Answer.NotLeader notLeader) {
            return new ProposalResult.NotLeader(node(notLeader.leader()));
        } else if (answer instanceof Answer.Refused refused) {
            return new ProposalResult.Dropped(refused.reason());
        } else {
            return new ProposalResult.Unknown(reason(answer));
        }
    }

    private static BarrierResult barrierResult(Answer answer) {
        if (answer instanceof Answer.Confirmed confirmed) {
            return new BarrierResult.Confirmed(confirmed.index(), confirmed.own());
        } else if (answer instanceof Answer.NotLeader notLeader) {
            return new BarrierResult.NotLeader(node(notLeader.leader()));
        } else {
            return new BarrierResult.Failed(reason(answer));
        }
    }

    private static String reason(Answer answer) {
        if (answer instanceof Answer.Unknown unknown) {
            return unknown.reason();
        }
        return answer instanceof Answer.Refused refused ? refused.reason() : "unexpected answer " + answer;
    }

    static Optional<NodeId> node(int number) {
        return number == 0 ? Optional.empty() : Optional.of(new NodeId(number));
    }
}
