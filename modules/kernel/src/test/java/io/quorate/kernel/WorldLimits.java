package io.quorate.kernel;

/** Limits for tests, one of a node changed at a time. */
final class WorldLimits {
    private static final NodeLimits NORMAL = NodeLimits.defaults();

    private WorldLimits() {}

    static Limits withEventRing(long bytes) {
        return with(NORMAL.maxPendingCommands(), bytes);
    }

    static Limits withPending(int commands) {
        return with(commands, NORMAL.eventRingBytes());
    }

    private static Limits with(int pendingCommands, long eventRingBytes) {
        NodeLimits own = new NodeLimits(
                NORMAL.maxCommandBytes(),
                NORMAL.maxBatchCommands(),
                NORMAL.maxBatchBytes(),
                pendingCommands,
                NORMAL.maxPendingBytes(),
                NORMAL.maxPendingQueries(),
                eventRingBytes,
                NORMAL.maxSubscriptions(),
                NORMAL.snapshotPartBytes());
        return new Limits(own, ClusterLimits.defaults());
    }
}
