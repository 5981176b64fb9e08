package io.quorate.testkit.cluster;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Limits;
import io.quorate.kernel.Quarantine;
import io.quorate.log.LogStatus;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerNetwork;
import io.quorate.log.RaftLog;
import io.quorate.log.RaftOptions;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.server.front.Credentials;
import io.quorate.server.front.Frontend;
import io.quorate.server.front.FrontendOptions;
import io.quorate.storage.StateStore;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A node from its start to its death: the parts of a server, on the cluster's thread. */
final class NodeLife {
    static final String CLUSTER_ID = "test-cluster";
    private static final int GROUP = 0;

    /** Files of the log are in memory, and grow as they are written. */
    private static final WalOptions LOG = new WalOptions(8 * 1024 * 1024, 1, 1024 * 1024);

    private static final long KEPT_LOG_BYTES = 4 * 1024 * 1024;

    private final NodeLoop loop;
    private final RaftLog log;
    private final Kernel kernel;
    private final Frontend frontend;

    /**
     * What a node begins with.
     *
     * @param founders all nodes of the cluster
     * @param endpoints where clients find each of them
     * @param limits of the node, and those of the cluster for which no command has set others
     * @param seed another one for each life
     */
    record Birth(
            NodeId id,
            Membership founders,
            Supplier<NavigableMap<NodeId, String>> endpoints,
            Limits limits,
            long seed) {}

    NodeLife(NodeLoop loop, Birth birth, MemoryDisk disk, StateStore store, PeerNetwork peers, KnownRecipes recipes) {
        this.loop = loop;
        Wal wal = Wal.open(disk, LOG, loop);
        RaftOptions times = RaftOptions.of(
                RaftOptions.DEFAULT_HEARTBEAT_MILLIS,
                RaftOptions.DEFAULT_ELECTION_MIN_MILLIS,
                RaftOptions.DEFAULT_ELECTION_MAX_MILLIS,
                KEPT_LOG_BYTES);
        log = RaftLog.open(
                wal,
                new RaftLog.Member(
                        GROUP, birth.id(), Optional.of(birth.founders()), times, new SplittableRandom(birth.seed())),
                new RaftLog.Threads(loop, loop, loop, loop),
                peers);
        kernel = Kernel.start(
                loop,
                log,
                store,
                new ClassPathHost(recipes),
                new KernelIdentity(CLUSTER_ID, birth.id(), "test cluster"),
                birth.limits(),
                Quarantine.inMemory(),
                loop);
        frontend = new Frontend(
                loop,
                kernel,
                FrontendOptions.of(CLUSTER_ID, birth.id(), birth.endpoints()),
                Credentials.loopbackOnly());
    }

    NodeLoop loop() {
        return loop;
    }

    Frontend frontend() {
        return frontend;
    }

    KernelStatus status() {
        return kernel.status();
    }

    LogStatus log() {
        return log.status();
    }

    /** Bytes from another node. */
    void received(byte[] message) {
        log.received(PeerCodec.decode(message).message());
    }

    void unreachable(NodeId node) {
        log.unreachable(node);
    }
}
