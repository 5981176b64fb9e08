package io.quorate.kernel;

/**
 * Every bound of the kernel that can be set, each with its unit.
 *
 * @param maxCommandBytes encoded request of one command
 * @param maxValueBytes one row's value
 * @param maxBatchCommands commands of one log entry
 * @param maxBatchBytes encoded commands of one log entry
 * @param maxPendingCommands commands that wait for a place in an entry
 * @param maxPendingBytes their bytes
 * @param maxSessions live sessions of the group
 * @param minTtlMillis shortest time to live of a session
 * @param maxTtlMillis longest time to live of a session
 * @param maxUnacknowledged results kept for one session
 * @param maxParked parked calls of one session
 * @param maxReplyBytes stored reply of one command
 * @param maxSessionReplyBytes stored replies of one session
 * @param maxGroupReplyBytes stored replies of all sessions
 * @param tombstoneMillis log time for which an ended session's results are kept
 * @param maxWaiters parked calls of one instance
 * @param maxWaitMillis longest wait of a parked call, log time
 * @param maxTimersPerBatch timers that one entry fires
 * @param maxEndStepInstances instances that one step of a session's end handles
 * @param maxEventsPerCommand events that one command emits
 * @param eventRingBytes events kept per node for subscribers that lag
 * @param maxSubscriptions subscriptions of one node
 * @param maxPendingQueries queries that wait for their read barrier or revision
 * @param maxSteps metered steps of one command
 * @param maxMigrationRows rows that a migration may touch in its entry
 */
public record Limits(
        int maxCommandBytes,
        int maxValueBytes,
        int maxBatchCommands,
        int maxBatchBytes,
        int maxPendingCommands,
        long maxPendingBytes,
        int maxSessions,
        long minTtlMillis,
        long maxTtlMillis,
        int maxUnacknowledged,
        int maxParked,
        int maxReplyBytes,
        long maxSessionReplyBytes,
        long maxGroupReplyBytes,
        long tombstoneMillis,
        int maxWaiters,
        long maxWaitMillis,
        int maxTimersPerBatch,
        int maxEndStepInstances,
        int maxEventsPerCommand,
        long eventRingBytes,
        int maxSubscriptions,
        int maxPendingQueries,
        long maxSteps,
        int maxMigrationRows) {

    /** The defaults of a server. */
    public static Limits defaults() {
        return new Limits(
                1024 * 1024,
                1024 * 1024,
                4_096,
                1024 * 1024,
                65_536,
                64L * 1024 * 1024,
                200_000,
                1_000,
                300_000,
                16_384,
                16_384,
                16 * 1024,
                1024 * 1024,
                256L * 1024 * 1024,
                600_000,
                10_000,
                30L * 24 * 3_600_000,
                1_000,
                256,
                256,
                16L * 1024 * 1024,
                100_000,
                65_536,
                1_000_000,
                100_000);
    }
}
