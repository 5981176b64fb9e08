package io.quorate.simulation.world;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.Limits;
import io.quorate.kernel.NodeLimits;
import io.quorate.log.RaftOptions;
import io.quorate.log.WalOptions;
import io.quorate.raft.RaftSettings;
import io.quorate.simulation.Chance;
import java.util.List;

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
    private static final long LARGEST_KEPT_LOG_BYTES = 32 * 1024;

    private static final List<Long> KEPT_LOG_BYTES = List.of(2 * 1024L, 8 * 1024L, LARGEST_KEPT_LOG_BYTES);

    /** A snapshot has several. */
    private static final int LARGEST_SNAPSHOT_PART_BYTES = 2 * 1024;

    private static final long SHORTEST_SNAPSHOT_PATIENCE_NANOS = 600_000_000;
    private static final long LONGEST_SNAPSHOT_PATIENCE_NANOS = 20_000_000_000L;
    private static final List<Integer> SNAPSHOT_PART_BYTES = List.of(256, LARGEST_SNAPSHOT_PART_BYTES);

    /** The same in every world. */
    public static NodeSettings small() {
        return small(LARGEST_KEPT_LOG_BYTES, LARGEST_SNAPSHOT_PART_BYTES, LONGEST_SNAPSHOT_PATIENCE_NANOS);
    }

    /** Some keep hardly any log, send snapshots in many parts, or soon begin them anew. */
    public static NodeSettings any(Chance chance) {
        return small(
                chance.pick(KEPT_LOG_BYTES),
                chance.pick(SNAPSHOT_PART_BYTES),
                chance.oneIn(2) ? SHORTEST_SNAPSHOT_PATIENCE_NANOS : LONGEST_SNAPSHOT_PATIENCE_NANOS);
    }

    private static NodeSettings small(long keptLogBytes, int snapshotPartBytes, long snapshotPatienceNanos) {
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
                snapshotPartBytes);
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
                new RaftOptions(raft, keptLogBytes, snapshotPatienceNanos),
                new Limits(own, cluster));
    }
}
