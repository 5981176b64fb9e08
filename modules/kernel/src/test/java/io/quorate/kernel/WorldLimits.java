package io.quorate.kernel;

/** Limits for tests, one changed at a time. */
final class WorldLimits {
    private WorldLimits() {}

    static Limits withWaiters(Limits base, int waiters) {
        return copy(base, waiters, base.eventRingBytes(), base.maxEndStepInstances());
    }

    static Limits withEventRing(Limits base, long bytes) {
        return copy(base, base.maxWaiters(), bytes, base.maxEndStepInstances());
    }

    static Limits withEndStep(Limits base, int instances) {
        return copy(base, base.maxWaiters(), base.eventRingBytes(), instances);
    }

    static Limits withResults(Limits base, int unacknowledged, int parked) {
        return copy(
                base,
                base.maxPendingCommands(),
                unacknowledged,
                parked,
                base.maxWaiters(),
                base.eventRingBytes(),
                base.maxEndStepInstances());
    }

    static Limits withPending(Limits base, int commands) {
        return copy(
                base,
                commands,
                base.maxUnacknowledged(),
                base.maxParked(),
                base.maxWaiters(),
                base.eventRingBytes(),
                base.maxEndStepInstances());
    }

    private static Limits copy(Limits base, int waiters, long eventRingBytes, int endStepInstances) {
        return copy(
                base,
                base.maxPendingCommands(),
                base.maxUnacknowledged(),
                base.maxParked(),
                waiters,
                eventRingBytes,
                endStepInstances);
    }

    private static Limits copy(
            Limits base,
            int pending,
            int unacknowledged,
            int parked,
            int waiters,
            long eventRingBytes,
            int endStepInstances) {
        return new Limits(
                base.maxCommandBytes(),
                base.maxValueBytes(),
                base.maxBatchCommands(),
                base.maxBatchBytes(),
                pending,
                base.maxPendingBytes(),
                base.maxSessions(),
                base.minTtlMillis(),
                base.maxTtlMillis(),
                unacknowledged,
                parked,
                base.maxReplyBytes(),
                base.maxSessionReplyBytes(),
                base.maxGroupReplyBytes(),
                base.tombstoneMillis(),
                waiters,
                base.maxWaitMillis(),
                base.maxTimersPerBatch(),
                endStepInstances,
                base.maxEventsPerCommand(),
                eventRingBytes,
                base.maxSubscriptions(),
                base.maxPendingQueries(),
                base.maxSteps(),
                base.maxMigrationRows());
    }
}
