package io.quorate.simulation.world;

import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import io.quorate.log.Wal;
import io.quorate.raft.HardState;
import io.quorate.raft.Message;
import io.quorate.simulation.check.Verdict;

/**
 * What a node told others about its own disk is on that disk, also when it comes back from a loss of power: its term, its vote,
 * and the entries that it accepted (Ongaro 2014, section 3.8).
 */
final class Promises {
    private final int group;
    private long term;
    private int vote;
    private long accepted;

    Promises(int group) {
        this.group = group;
    }

    /** The node has sent this to another one. */
    void sent(byte[] frame) {
        if (PeerCodec.decode(frame).message() instanceof PeerMessage.Consensus consensus) {
            Message message = consensus.message();
            if (message instanceof Message.VoteReply reply && reply.granted() && !reply.pre()) {
                inTerm(reply.term());
                vote = reply.to();
            } else if (message instanceof Message.VoteRequest request && !request.pre()) {
                inTerm(request.term());
                vote = request.from();
            } else if (message instanceof Message.Accepted reply) {
                inTerm(reply.term());
                accepted = Math.max(accepted, reply.index());
            }
        }
    }

    private void inTerm(long now) {
        if (now > term) {
            term = now;
            vote = 0;
            accepted = 0;
        }
    }

    /** The node has opened its log again. */
    void check(SimNode node, Wal log, Verdict verdict) {
        HardState found = log.hardState(group);
        boolean sameTerm = found.term() == term;
        if (found.term() < term) {
            verdict.violated(getClass(), "node " + node.id() + " spoke in term " + term + " and is back with " + found);
        } else if (sameTerm && vote != 0 && found.vote() != vote) {
            verdict.violated(
                    getClass(),
                    "node " + node.id() + " voted for " + vote + " in term " + term + " and knows " + found);
        } else if (sameTerm && log.lastIndex(group) < accepted) {
            verdict.violated(
                    getClass(),
                    "node " + node.id() + " accepted entry " + accepted + " in term " + term + " and has them up to "
                            + log.lastIndex(group));
        }
    }
}
