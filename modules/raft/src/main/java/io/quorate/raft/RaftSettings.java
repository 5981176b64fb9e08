package io.quorate.raft;

import java.time.Duration;

/**
 * Times and bounds of a member; the times should be alike on all members.
 *
 * @param heartbeatNanos between two heartbeats of a leader
 * @param electionMinNanos shortest silence of the leader after which a follower wants another; within it, votes for others are
 *     refused (Ongaro 2014, section 4.2.3)
 * @param electionMaxNanos longest such silence; also how long a leader goes on without a quorum, and how long a transfer may
 *     take
 * @param maxAppendBytes of entries in one message; a single larger entry is sent all the same
 * @param windowBytes of entries sent to a member and not yet acknowledged
 * @param cacheBytes of entries kept in memory for members that are a little behind
 * @param maxApplyBytes of committed entries handed out and not yet applied
 * @param maxReads read requests waiting for their quorum round
 */
public record RaftSettings(
        long heartbeatNanos,
        long electionMinNanos,
        long electionMaxNanos,
        long maxAppendBytes,
        long windowBytes,
        long cacheBytes,
        long maxApplyBytes,
        int maxReads) {
    private static final long MIB = 1024 * 1024;

    public RaftSettings {
        if (heartbeatNanos < 1 || electionMinNanos < 2 * heartbeatNanos || electionMaxNanos <= electionMinNanos) {
            throw new IllegalArgumentException(
                    "the shortest election timeout must be at least two heartbeats, and shorter"
                            + " than the longest: heartbeat " + heartbeatNanos + " ns, election " + electionMinNanos
                            + " to "
                            + electionMaxNanos + " ns");
        }
        if (maxAppendBytes < 1 || windowBytes < 1 || cacheBytes < 0 || maxApplyBytes < 1 || maxReads < 1) {
            throw new IllegalArgumentException("bounds of a Raft member must be positive");
        }
    }

    /** 50 ms heartbeats, 300 to 600 ms election timeout, 1 MiB messages, 8 MiB window, 32 MiB cache. */
    public static RaftSettings defaults() {
        return new RaftSettings(
                Duration.ofMillis(50).toNanos(),
                Duration.ofMillis(300).toNanos(),
                Duration.ofMillis(600).toNanos(),
                MIB,
                8 * MIB,
                32 * MIB,
                16 * MIB,
                10_000);
    }
}
