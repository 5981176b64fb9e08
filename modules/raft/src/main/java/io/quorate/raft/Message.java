package io.quorate.raft;

import java.util.List;

/**
 * What members tell each other. Messages may be lost, repeated, late and out of order; each carries its sender's term, except
 * that a pre-vote and its grant carry the term that the sender would begin.
 */
public sealed interface Message {
    int from();

    int to();

    long term();

    /**
     * Entries for the log (Ongaro 2014, section 3.5); without any, a probe.
     *
     * @param previousIndex entry right before them
     * @param commit of the leader
     */
    record Append(int from, int to, long term, long previousIndex, long previousTerm, List<Entry> entries, long commit)
            implements Message {
        /** The last entry that the receiver has once it accepts. */
        long lastIndex() {
            return previousIndex + entries.size();
        }
    }

    /** The log is durable and alike up to this index, which is the last one of the message that is answered. */
    record Accepted(int from, int to, long term, long index) implements Message {}

    /**
     * The entry before those of a message is not there.
     *
     * @param previousIndex of the message
     * @param hintIndex the last entry of the sender that might agree with the leader's log
     * @param hintTerm its term
     */
    record Rejected(int from, int to, long term, long previousIndex, long hintIndex, long hintTerm)
            implements Message {}

    /**
     * The leader is alive.
     *
     * @param commit of the leader, as far as the receiver has acknowledged the entries
     * @param round of read requests that its answer confirms
     */
    record Heartbeat(int from, int to, long term, long commit, long round) implements Message {}

    record HeartbeatReply(int from, int to, long term, long round) implements Message {}

    /**
     * Asks for a vote (sections 3.4, 3.6), or whether it would be given (pre-vote, 9.6).
     *
     * @param lastIndex end of the sender's log
     * @param ordered by the leader, which hands over; sticking to the leader is no reason to refuse
     */
    record VoteRequest(int from, int to, long term, long lastIndex, long lastTerm, boolean pre, boolean ordered)
            implements Message {}

    record VoteReply(int from, int to, long term, boolean granted, boolean pre) implements Message {}

    /** The receiver has all entries and is to lead at once (leadership transfer, section 3.10). */
    record TimeoutNow(int from, int to, long term) implements Message {}

    /** A follower asks up to where it must have applied to read (section 6.4). */
    record ReadRequest(int from, int to, long term, long id) implements Message {}

    /** A member asks the leader for an entry, and is not answered. */
    record Forward(int from, int to, long term, byte[] payload) implements Message {}

    /** Answer to a {@link ReadRequest}, confirmed by a quorum round; index 0 when it cannot be confirmed. */
    record ReadReply(int from, int to, long term, long id, long index) implements Message {}

    /**
     * The whole state up to an entry, which has arrived beside this message (section 5).
     *
     * @param index last entry contained
     * @param entryTerm its term
     * @param configuration in force at the index
     */
    record Snapshot(int from, int to, long term, long index, long entryTerm, Configuration configuration)
            implements Message {}
}
