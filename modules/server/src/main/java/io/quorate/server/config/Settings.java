package io.quorate.server.config;

import io.quorate.kernel.NodeLimits;
import io.quorate.log.RaftOptions;
import io.quorate.log.WalOptions;
import io.quorate.protocol.ProtocolDefaults;
import io.quorate.server.front.FrontendOptions;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.transport.ListenerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The table of all keys with their units, defaults and ranges; {@code config/quorate.yaml} is this table as a file. Limits
 * that decide what a command does to the state are not here but in {@link io.quorate.kernel.ClusterKey}: they must be the
 * same on every node, at every index.
 */
public final class Settings {
    static final String ENVIRONMENT_PREFIX = "QUORATE_";

    /** Where nodes find each other unless told otherwise. */
    public static final int PEER_PORT = 7421;

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long TIB = 1L << 40;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final List<Setting<?>> TABLE = new ArrayList<>();
    private static final NodeLimits LIMITS = NodeLimits.defaults();
    private static final WalOptions LOG = WalOptions.defaults();
    private static final LmdbOptions STORE = LmdbOptions.DEFAULT;
    private static final HostAndPort LOOPBACK = new HostAndPort("127.0.0.1", ProtocolDefaults.CLIENT_PORT);
    private static final ListenerOptions LISTENER = ListenerOptions.of(LOOPBACK.host(), LOOPBACK.port());

    static final Setting<Long> NODE_ID =
            add("node.id", Kind.count(1, 65_535), 1L, "Number of this node in its cluster. Fixed at its first start.");

    static final Setting<Path> DATA_DIRECTORY = add(
            "data.directory",
            Kind.path(),
            Path.of("data"),
            "Directory of log and state, made when absent. One node's alone.");

    static final Setting<Long> DATA_MIN_FREE = add(
            "data.min-free",
            Kind.size(0, 16 * TIB),
            256 * MIB,
            "Space on its disk below which the node takes no writes, until there is more.");

    static final Setting<HostAndPort> CLIENT_LISTEN = add(
            "client.listen", Kind.address(), LOOPBACK, "Address for clients, as host:port. Port 0 takes any free one.");

    static final Setting<Optional<HostAndPort>> CLIENT_ADVERTISE = add(
            "client.advertise",
            Kind.optionalAddress(),
            Optional.empty(),
            "Address that clients are told to come to, as host:port. '' tells client.listen.");

    static final Setting<Boolean> CLIENT_INSECURE_LISTEN = add(
            "client.insecure-listen",
            Kind.flag(),
            false,
            "true allows client.listen beyond loopback, for anyone, in plain text and without a credential.");

    static final Setting<Long> CLIENT_IO_THREADS = add(
            "client.io-threads", Kind.count(1, 64), (long) LISTENER.threads(), "Threads that read and write sockets.");

    static final Setting<Long> CLIENT_MAX_CONNECTIONS = add(
            "client.max-connections",
            Kind.count(1, 1_000_000),
            (long) LISTENER.maxConnections(),
            "Connections open at a time.");

    static final Setting<Long> CLIENT_MAX_UNSENT = add(
            "client.max-unsent",
            Kind.size(64 * KIB, GIB),
            LISTENER.maxUnsentBytes(),
            "Bytes that wait for one client; above, nothing more is taken of it until it reads.");

    static final Setting<Long> CLIENT_MAX_BACKLOG = add(
            "client.max-backlog",
            Kind.size(MIB, 4 * GIB),
            LISTENER.maxBacklogBytes(),
            "Bytes that wait for one client; above, it is disconnected.");

    static final Setting<Long> CLIENT_STALLED_TIMEOUT = add(
            "client.stalled-timeout",
            Kind.duration(SECOND, HOUR),
            LISTENER.stalledMillis(),
            "A client that reads nothing for so long, with over half of client.max-unsent waiting, is disconnected.");

    static final Setting<Long> CLIENT_HANDSHAKE_TIMEOUT = add(
            "client.handshake-timeout",
            Kind.duration(100, 10 * MINUTE),
            FrontendOptions.HANDSHAKE_MILLIS,
            "A client that has not said hello by then is disconnected.");

    static final Setting<Long> CLIENT_IDLE_TIMEOUT = add(
            "client.idle-timeout",
            Kind.duration(SECOND, DAY),
            FrontendOptions.IDLE_MILLIS,
            "A connection without session that is silent for so long is closed.");

    static final Setting<String> CLUSTER_ID = add(
            "cluster.id", Kind.text(), "", "Name of the cluster, the same on all its nodes. A node alone needs none.");

    static final Setting<List<String>> CLUSTER_MEMBERS = add(
            "cluster.members",
            Kind.texts(),
            List.of(),
            "The nodes that found the cluster, once all of them have met, each as NUMBER@HOST:PORT of its peer.listen."
                    + " [] is a node alone.");

    static final Setting<Boolean> CLUSTER_JOIN = add(
            "cluster.join",
            Kind.flag(),
            false,
            "true for a node that is added to a running cluster: it founds none, and waits for `quorate cluster add`.");

    static final Setting<HostAndPort> PEER_LISTEN = add(
            "peer.listen",
            Kind.address(),
            new HostAndPort("127.0.0.1", PEER_PORT),
            "Address for the other nodes of the cluster, as host:port.");

    static final Setting<Boolean> PEER_INSECURE_LISTEN = add(
            "peer.insecure-listen",
            Kind.flag(),
            false,
            "true allows peer.listen beyond loopback, for anyone, in plain text and without a credential.");

    static final Setting<Long> COMMAND_MAX_SIZE = add(
            "command.max-size",
            Kind.size(KIB, MIB),
            (long) LIMITS.maxCommandBytes(),
            "Encoded request of one command.");

    static final Setting<Long> BATCH_MAX_COMMANDS = add(
            "batch.max-commands",
            Kind.count(1, 65_536),
            (long) LIMITS.maxBatchCommands(),
            "Commands that share one log entry.");

    static final Setting<Long> BATCH_MAX_SIZE = add(
            "batch.max-size",
            Kind.size(64 * KIB, 2 * MIB),
            (long) LIMITS.maxBatchBytes(),
            "Bytes of commands that share one log entry.");

    static final Setting<Long> INBOX_MAX_COMMANDS = add(
            "inbox.max-commands",
            Kind.count(1, 10_000_000),
            (long) LIMITS.maxPendingCommands(),
            "Commands that wait for a log entry; above, new ones are refused.");

    static final Setting<Long> INBOX_MAX_SIZE = add(
            "inbox.max-size",
            Kind.size(2 * MIB, 16 * GIB),
            LIMITS.maxPendingBytes(),
            "Bytes of commands that wait for a log entry; above, new ones are refused.");

    static final Setting<Long> QUERY_MAX_PENDING = add(
            "query.max-pending",
            Kind.count(1, 10_000_000),
            (long) LIMITS.maxPendingQueries(),
            "Queries that wait for a quorum or a revision; above, new ones are refused.");

    static final Setting<Long> EVENT_RING_SIZE = add(
            "event.ring-size",
            Kind.size(64 * KIB, 16 * GIB),
            LIMITS.eventRingBytes(),
            "Events kept in memory for subscribers that lag; one that lags more gets a reset.");

    static final Setting<Long> EVENT_MAX_SUBSCRIPTIONS = add(
            "event.max-subscriptions",
            Kind.count(1, 10_000_000),
            (long) LIMITS.maxSubscriptions(),
            "Subscriptions of all clients of this node.");

    static final Setting<Long> LOG_SEGMENT_SIZE = add(
            "log.segment-size",
            Kind.size(8 * MIB, WalOptions.MAX_SEGMENT_BYTES),
            (long) LOG.segmentBytes(),
            "Size of one file of the log.");

    static final Setting<Long> LOG_READY_SEGMENTS = add(
            "log.ready-segments",
            Kind.count(1, 64),
            (long) LOG.readySegments(),
            "Files of the log that are prepared ahead.");

    static final Setting<Long> LOG_RECENT_SIZE = add(
            "log.recent-size",
            Kind.size(0, 16 * GIB),
            LOG.recentBytes(),
            "Newest log entries that are kept in memory.");

    static final Setting<Long> LOG_KEEP_SIZE = add(
            "log.keep-size",
            Kind.size(0, TIB),
            RaftOptions.DEFAULT_KEEP_BYTES,
            "Log kept for nodes that lag, in a cluster of more than one.");

    static final Setting<Long> RAFT_HEARTBEAT = add(
            "raft.heartbeat",
            Kind.duration(5, 10 * SECOND),
            RaftOptions.DEFAULT_HEARTBEAT_MILLIS,
            "Between two signs of life of a leader. Alike on all nodes.");

    static final Setting<Long> RAFT_ELECTION_MIN = add(
            "raft.election-min",
            Kind.duration(20, MINUTE),
            RaftOptions.DEFAULT_ELECTION_MIN_MILLIS,
            "Shortest silence of the leader after which a node wants another one. Alike on all nodes.");

    static final Setting<Long> RAFT_ELECTION_MAX = add(
            "raft.election-max",
            Kind.duration(20, MINUTE),
            RaftOptions.DEFAULT_ELECTION_MAX_MILLIS,
            "Longest such silence, and how long a leader goes on without a quorum. Alike on all nodes.");

    static final Setting<Long> STORE_MAP_SIZE = add(
            "store.map-size",
            Kind.size(64 * MIB, 16 * TIB),
            STORE.mapBytes(),
            "Most that the state's file may ever take. Address space only, until used.");

    static final Setting<Long> STORE_GENERATION_SIZE = add(
            "store.generation-size",
            Kind.size(MIB, 4 * GIB),
            STORE.generationBytes(),
            "Most applied writes that are gathered in memory before they go to the state's file; fewer when that is slow.");

    static final Setting<Long> STORE_GENERATION_ROWS = add(
            "store.generation-rows", Kind.count(1, 100_000_000), (long) STORE.generationRows(), "Rows of such writes.");

    static final Setting<List<String>> RECIPES_BOOTSTRAP = add(
            "recipes.bootstrap",
            Kind.texts(),
            List.of(),
            "Bundle files to deploy into a new cluster, as a list of paths. Whoever leads deploys its own list, until all of"
                    + " it is active.");

    private Settings() {}

    /** Every setting, section by section. */
    public static List<Setting<?>> all() {
        return Collections.unmodifiableList(TABLE);
    }

    private static <T> Setting<T> add(String key, Kind<T> kind, T defaultValue, String description) {
        Setting<T> setting = new Setting<>(key, kind, defaultValue, description);
        TABLE.add(setting);
        return setting;
    }
}
