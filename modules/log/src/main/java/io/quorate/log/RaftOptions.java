package io.quorate.log;

import io.quorate.raft.RaftSettings;
import java.util.concurrent.TimeUnit;

/**
 * How a log is replicated.
 *
 * @param raft times and bounds of the consensus
 * @param keepBytes of the log kept for members that lag, in a group of more than one
 * @param snapshotPatienceNanos after which a member that takes no part of a snapshot is given up, and begun anew when it is heard of;
 *     and after which one that was asked to send a snapshot and says nothing is given up
 */
public record RaftOptions(RaftSettings raft, long keepBytes, long snapshotPatienceNanos) {
    private static final long DEFAULT_SNAPSHOT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** 1 GiB. */
    public static final long DEFAULT_KEEP_BYTES = 1024L * 1024 * 1024;

    /** Between two signs of life of a leader, in ms. */
    public static final long DEFAULT_HEARTBEAT_MILLIS =
            millis(RaftSettings.defaults().heartbeatNanos());

    /** Shortest election timeout, in ms. */
    public static final long DEFAULT_ELECTION_MIN_MILLIS =
            millis(RaftSettings.defaults().electionMinNanos());

    /** Longest election timeout, in ms. */
    public static final long DEFAULT_ELECTION_MAX_MILLIS =
            millis(RaftSettings.defaults().electionMaxNanos());

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /**
     * Default bounds with these times.
     *
     * @throws IllegalArgumentException when the election timeouts are not above two heartbeats and in order
     */
    public static RaftOptions of(long heartbeatMillis, long electionMinMillis, long electionMaxMillis, long keepBytes) {
        RaftSettings defaults = RaftSettings.defaults();
        RaftSettings raft = new RaftSettings(
                TimeUnit.MILLISECONDS.toNanos(heartbeatMillis),
                TimeUnit.MILLISECONDS.toNanos(electionMinMillis),
                TimeUnit.MILLISECONDS.toNanos(electionMaxMillis),
                defaults.maxAppendBytes(),
                defaults.windowBytes(),
                defaults.cacheBytes(),
                defaults.maxApplyBytes(),
                defaults.maxReads());
        return new RaftOptions(raft, keepBytes, DEFAULT_SNAPSHOT_PATIENCE_NANOS);
    }

    public static RaftOptions defaults() {
        return new RaftOptions(RaftSettings.defaults(), DEFAULT_KEEP_BYTES, DEFAULT_SNAPSHOT_PATIENCE_NANOS);
    }
}
