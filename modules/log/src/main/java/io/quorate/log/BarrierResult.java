package io.quorate.log;

import java.util.Optional;

/** Answer to a read barrier (Ongaro 2014, section 6.4). */
public sealed interface BarrierResult {
    /**
     * A quorum confirmed the leader after the barrier was asked for; state applied up to the index is linearizable.
     *
     * @param leads that leader is this node, which then may promise what only a leader can
     */
    record Confirmed(long readIndex, boolean leads) implements BarrierResult {}

    record NotLeader(Optional<NodeId> leader) implements BarrierResult {}

    /** No quorum answered; nothing is known. */
    record Failed(String reason) implements BarrierResult {}
}
