package io.quorate.log;

import java.util.function.Consumer;

/**
 * One group's totally ordered, durable sequence of entries. It knows terms and indexes, and nothing of what the payloads
 * mean.
 *
 * <p>Thread: every method may be called from any thread and returns without blocking; completions and all upcalls of the
 * {@link LogListener} run one after the other on the apply executor given to the provider. Every completion is called
 * exactly once. Bounds: when {@link #MAX_PENDING_BYTES} wait, a proposal is dropped.
 */
public interface ReplicatedLog extends AutoCloseable {
    /** Largest payload of one entry, in bytes. */
    int MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

    /** Largest payload that is forwarded, in bytes. */
    int MAX_FORWARD_BYTES = 64 * 1024;

    /** Payload bytes that may wait for their commit; more are answered {@link ProposalResult.Dropped}. */
    long MAX_PENDING_BYTES = 64L * 1024 * 1024;

    /**
     * Begins to deliver entries.
     *
     * @param appliedIndex the listener's state contains every entry up to here; delivery starts behind it
     */
    void start(LogListener listener, long appliedIndex);

    int group();

    /** Asks for an entry with this payload; it is applied on this node before a {@code Committed} completion. */
    void propose(byte[] payload, Consumer<ProposalResult> completion);

    /**
     * Asks whoever leads for an entry with this payload, from any member and without an answer: it may be lost, and must do no
     * harm when it is applied twice. At most {@link #MAX_FORWARD_BYTES}.
     */
    void forward(byte[] payload);

    /** Confirms by a quorum round that begins after this call that this node still leads its term. */
    void readBarrier(Consumer<BarrierResult> completion);

    void changeMembership(Membership target, Consumer<ProposalResult> completion);

    void transferLeadership(NodeId target, Consumer<ProposalResult> completion);

    /** While this member leads, its signs of life carry this number to the others; a smaller one than before is ignored. */
    void announce(long number);

    /** The largest number that this member announced or heard from a leader; 0 after a start. */
    long announced();

    /**
     * The listener's state is of no use: nothing is applied any more until another member's has taken its place by
     * {@link SnapshotReceiver#install}. Meanwhile this member keeps the log and votes, but does not want to lead.
     */
    void replaceState();

    LogStatus status();

    /** The listener's state contains every entry up to {@code index} durably: the log may recycle them. */
    void release(long index);

    /**
     * Makes what is queued durable and posts its answers; nothing is scheduled behind them. Blocks for the disk, not for the
     * apply executor, which must go on until it has run what was posted.
     */
    @Override
    void close();
}
