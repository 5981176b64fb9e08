package io.quorate.server.config;

import io.quorate.kernel.NodeLimits;
import io.quorate.log.NodeId;
import io.quorate.log.RaftOptions;
import io.quorate.log.WalOptions;
import io.quorate.storage.lmdb.LmdbOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one node is told at its start.
 *
 * @param dataDirectory of this node alone; made when absent
 * @param minFreeBytes of its disk, below which no writes are taken
 * @param cluster empty for a node alone
 * @param bootstrap bundle files to deploy into a new cluster
 */
public record ServerConfiguration(
        NodeId node,
        Path dataDirectory,
        long minFreeBytes,
        ClientPort client,
        Optional<ClusterPlan> cluster,
        RaftOptions raft,
        WalOptions log,
        LmdbOptions store,
        NodeLimits limits,
        List<Path> bootstrap) {

    /**
     * The port for clients; what its numbers mean stands in {@link Settings}.
     *
     * @param advertise what clients are told to come to; empty for the address listened on
     * @param insecure clients of other machines are taken, whoever they are
     */
    public record ClientPort(
            HostAndPort listen,
            Optional<HostAndPort> advertise,
            boolean insecure,
            int ioThreads,
            int maxConnections,
            long maxUnsentBytes,
            long maxBacklogBytes,
            long stalledMillis,
            long handshakeMillis,
            long idleMillis) {}

    /** The node as people name it. */
    public int nodeNumber() {
        return node.value();
    }

    /** Other machines can reach a port of this node. Blocks for the name service when an address is a name. */
    public boolean isReachable() {
        return !client.listen().isLoopback()
                || cluster.filter(plan -> !plan.listen().isLoopback()).isPresent();
    }

    /**
     * Puts the sources together: flags before environment before file before default.
     *
     * @param environment variables of the process; those named {@code QUORATE_...} must be settings, but for a few
     * @param flags key and value, as the command line has them
     * @throws ConfigurationException naming key, place and what is allowed
     */
    public static ServerConfiguration load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> flags)
            throws ConfigurationException {
        Texts texts = new Texts();
        if (file.isPresent()) {
            YamlFile.read(file.get(), texts);
        }
        texts.putEnvironment(environment);
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            texts.putLine(flag.getKey(), flag.getValue(), "flag " + flag.getKey());
        }
        return of(texts);
    }

    private static ServerConfiguration of(Texts texts) throws ConfigurationException {
        NodeId node = new NodeId(number(texts, Settings.NODE_ID));
        return new ServerConfiguration(
                node,
                texts.value(Settings.DATA_DIRECTORY),
                texts.value(Settings.DATA_MIN_FREE),
                clientPort(texts),
                ClusterPlan.of(texts, node),
                raft(texts),
                new WalOptions(
                        number(texts, Settings.LOG_SEGMENT_SIZE),
                        number(texts, Settings.LOG_READY_SEGMENTS),
                        texts.value(Settings.LOG_RECENT_SIZE)),
                new LmdbOptions(
                        texts.value(Settings.STORE_MAP_SIZE),
                        texts.value(Settings.STORE_GENERATION_SIZE),
                        number(texts, Settings.STORE_GENERATION_ROWS)),
                limits(texts),
                texts.value(Settings.RECIPES_BOOTSTRAP).stream().map(Path::of).toList());
    }

    private static ClientPort clientPort(Texts texts) throws ConfigurationException {
        HostAndPort listen = texts.value(Settings.CLIENT_LISTEN);
        boolean insecure = texts.value(Settings.CLIENT_INSECURE_LISTEN);
        if (!insecure && !listen.isLoopback()) {
            throw new ConfigurationException(texts.where(Settings.CLIENT_LISTEN) + ": " + Settings.CLIENT_LISTEN.key()
                    + " is '" + listen + "', which other machines can reach, and this version has neither TLS nor"
                    + " credentials; listen on loopback, or allow it with " + Settings.CLIENT_INSECURE_LISTEN.key()
                    + ": true");
        }
        return new ClientPort(
                listen,
                texts.value(Settings.CLIENT_ADVERTISE),
                insecure,
                number(texts, Settings.CLIENT_IO_THREADS),
                number(texts, Settings.CLIENT_MAX_CONNECTIONS),
                texts.value(Settings.CLIENT_MAX_UNSENT),
                texts.value(Settings.CLIENT_MAX_BACKLOG),
                texts.value(Settings.CLIENT_STALLED_TIMEOUT),
                texts.value(Settings.CLIENT_HANDSHAKE_TIMEOUT),
                texts.value(Settings.CLIENT_IDLE_TIMEOUT));
    }

    private static RaftOptions raft(Texts texts) throws ConfigurationException {
        long heartbeat = texts.value(Settings.RAFT_HEARTBEAT);
        long min = texts.value(Settings.RAFT_ELECTION_MIN);
        long max = texts.value(Settings.RAFT_ELECTION_MAX);
        if (min < 2 * heartbeat || max <= min) {
            throw new ConfigurationException(texts.where(Settings.RAFT_ELECTION_MIN) + ": "
                    + Settings.RAFT_ELECTION_MIN.key() + " is " + min + " ms; allowed is at least twice "
                    + Settings.RAFT_HEARTBEAT.key() + ", which is " + heartbeat + " ms, and less than "
                    + Settings.RAFT_ELECTION_MAX.key() + ", which is " + max + " ms");
        }
        return RaftOptions.of(heartbeat, min, max, texts.value(Settings.LOG_KEEP_SIZE));
    }

    private static NodeLimits limits(Texts texts) throws ConfigurationException {
        return new NodeLimits(
                number(texts, Settings.COMMAND_MAX_SIZE),
                number(texts, Settings.BATCH_MAX_COMMANDS),
                number(texts, Settings.BATCH_MAX_SIZE),
                number(texts, Settings.INBOX_MAX_COMMANDS),
                texts.value(Settings.INBOX_MAX_SIZE),
                number(texts, Settings.QUERY_MAX_PENDING),
                texts.value(Settings.EVENT_RING_SIZE),
                number(texts, Settings.EVENT_MAX_SUBSCRIPTIONS),
                NodeLimits.DEFAULT_SNAPSHOT_PART_BYTES);
    }

    /** The table's ranges keep these within an int. */
    private static int number(Texts texts, Setting<Long> setting) throws ConfigurationException {
        return Math.toIntExact(texts.value(setting));
    }
}
