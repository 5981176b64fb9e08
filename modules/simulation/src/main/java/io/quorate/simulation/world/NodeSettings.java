package io.quorate.simulation.world;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.Limits;
import io.quorate.kernel.NodeLimits;
import io.quorate.log.RaftOptions;
import io.quorate.log.WalOptions;
import io.quorate.raft.RaftSettings;

/**
 * How a node is set up: everything small, so that limits, rotation and expiry are reached within a minute.
 *
 * @param log sizes of the write-ahead log
 * @param raft times and bounds of the replication
 */
public record NodeSettings(WalOptions log, RaftOptions raft, Limits limits) {
    /** An ended session is remembered for this long in log time. */
    public static final long TOMBSTONE_MILLIS = 5_000;

    /** So little that a node that was away for a while needs a snapshot. */
    private static final long KEEP_LOG_BYTES = 32 * 1024;

    /** A snapshot has several. */
    private static final int SNAPSHOT_PART_BYTES = 2 * 1024;

    public static NodeSettings small() {
        NodeLimits normal = NodeLimits.defaults();
        NodeLimits own = new NodeLimits(
                4 * 1024,
                64,
                4 * 1024,
                normal.maxPendingCommands(),
                normal.maxPendingBytes(),
                normal.maxPendingQueries(),
                16 * 1024,
                normal.maxSubscriptions(),
                SNAPSHOT_PART_BYTES);
        ClusterLimits cluster = ClusterLimits.defaults()
                .with(ClusterKey.MAX_VALUE_BYTES, 4 * 1024)
                .with(ClusterKey.TOMBSTONE, TOMBSTONE_MILLIS);
        RaftSettings times = RaftSettings.defaults();
        RaftSettings raft = new RaftSettings(
                times.heartbeatNanos(),
                times.electionMinNanos(),
                times.electionMaxNanos(),
                4 * 1024,
                16 * 1024,
                16 * 1024,
                64 * 1024,
                64);
        return new NodeSettings(
                new WalOptions(16 * 1024, 1, 4 * 1024),
                new RaftOptions(raft, KEEP_LOG_BYTES),
                new Limits(own, cluster));
    }
}
