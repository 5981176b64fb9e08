package io.quorate.raft;

import java.util.List;

/** What happens to a member. */
public sealed interface Input {
    /**
     * Time goes on; to be told several times per heartbeat.
     *
     * @param nanos of a monotonic clock of any origin
     */
    record Tick(long nanos) implements Input {}

    record Received(Message message) implements Input {}

    /** Asks for an entry; the payload is not to be changed. */
    record Propose(long id, byte[] payload) implements Input {}

    /** Asks whoever leads for an entry, without an answer: it may be lost, and must do no harm when it comes twice. */
    record Forward(byte[] payload) implements Input {}

    /**
     * Asks up to where a linearizable read must have applied.
     *
     * @param id never used before by this member, not in an earlier life either
     */
    record Read(long id) implements Input {}

    /** Asks for other members; the target has no outgoing voters. */
    record Reconfigure(long id, Configuration target) implements Input {}

    /** Asks to hand the leadership over to a voter. */
    record Transfer(long id, int target) implements Input {}

    /** Everything up to this {@link Persist} is durable. */
    record Persisted(long sequence) implements Input {}

    /** Entries up to here were applied. */
    record Applied(long index) implements Input {}

    /** Entries up to here are not needed any more, and gone from the disk's log. */
    record Released(long index) implements Input {}

    /**
     * The state is of no use: nothing is handed out to be applied until a snapshot, which the driver gets, has replaced it.
     * Entries are still taken and acknowledged, and this member does not want to lead.
     */
    record StateLost() implements Input {}

    /** Answer to an {@link Output.Fetch}. */
    record Fetched(Output.Fetch request, List<Entry> entries) implements Input {}

    /** Messages to this member are lost since a while ago. */
    record Unreachable(int node) implements Input {}

    /**
     * The attempt to bring a member up by a snapshot has ended.
     *
     * @param index last entry of the snapshot that the member now has; 0 when it failed
     */
    record SnapshotSent(int node, long index) implements Input {}

    /** The state was replaced by the snapshot that an {@link Output#install} asked for, durably, and the log begins behind it. */
    record Installed(Message.Snapshot snapshot) implements Input {}

    /** The snapshot that an {@link Output#install} asked for could not replace the state, which is as before. */
    record NotInstalled() implements Input {}
}
