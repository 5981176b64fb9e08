package io.quorate.kernel;

/**
 * Bounds of one node alone: what it takes at a time and what it keeps in memory. They decide nothing of what an entry does to
 * the state, so that nodes may differ.
 *
 * @param maxCommandBytes encoded request of one command
 * @param maxBatchCommands commands of one log entry
 * @param maxBatchBytes encoded commands of one log entry
 * @param maxPendingCommands commands that wait for a place in an entry
 * @param maxPendingBytes their bytes
 * @param maxPendingQueries queries that wait for their read barrier or revision
 * @param eventRingBytes events kept for subscribers that lag
 * @param maxSubscriptions subscriptions of all clients
 * @param snapshotPartBytes keys and values of a part of a snapshot, and of a range that is offered; a larger row has one of its own
 */
public record NodeLimits(
        int maxCommandBytes,
        int maxBatchCommands,
        int maxBatchBytes,
        int maxPendingCommands,
        long maxPendingBytes,
        int maxPendingQueries,
        long eventRingBytes,
        int maxSubscriptions,
        int snapshotPartBytes) {

    /** Parts of a backup are as large, and travel as commands. */
    public static final int DEFAULT_SNAPSHOT_PART_BYTES = 256 * 1024;

    /** Backups that are read from a node at a time. */
    public static final int MAX_BACKUPS = 2;

    /** Without a request, after which a backup is let go: 60 s. */
    public static final long BACKUP_IDLE_NANOS = 60_000_000_000L;

    /** After which a backup is let go though it is being read: 1 h. */
    public static final long BACKUP_AGE_NANOS = 3_600_000_000_000L;

    /** The defaults of a server. */
    public static NodeLimits defaults() {
        return new NodeLimits(
                1024 * 1024,
                4_096,
                1024 * 1024,
                65_536,
                64L * 1024 * 1024,
                65_536,
                16L * 1024 * 1024,
                100_000,
                DEFAULT_SNAPSHOT_PART_BYTES);
    }
}
