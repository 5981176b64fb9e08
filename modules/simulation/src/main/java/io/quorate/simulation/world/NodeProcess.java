package io.quorate.simulation.world;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelIdentity;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Limits;
import io.quorate.kernel.QueryRequest;
import io.quorate.log.FirstMeeting;
import io.quorate.log.KnownPeers;
import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerMessage;
import io.quorate.log.RaftLog;
import io.quorate.log.Standing;
import io.quorate.log.Wal;
import io.quorate.server.front.Credentials;
import io.quorate.server.front.Frontend;
import io.quorate.server.front.FrontendOptions;
import io.quorate.simulation.DriftingClock;
import io.quorate.simulation.VirtualTime;
import io.quorate.storage.StateStore;
import io.quorate.transport.Connection;
import io.quorate.transport.Receiver;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** A node's process from start to death: all its parts as the server puts them together. */
final class NodeProcess {
    static final int GROUP = 0;

    private final VirtualTime time;
    private final Sightings sightings;
    private final Life life = new Life();
    private final SimLoop loop;
    private final SimLoop consensus;
    private final SerialTasks writer;
    private final SerialTasks segments;
    private final StateStore store;
    private final Wal wal;
    private final RaftLog log;
    private final KnownPeers peers;
    private final Optional<FirstMeeting> firstMeeting;
    private Optional<Kernel> kernel = Optional.empty();
    private Optional<Frontend> frontend = Optional.empty();
    private boolean stopping;

    /**
     * Opens the log and what stands on it.
     *
     * @param stored asked for the state once it is known whether the log goes on
     * @throws LogFaultException when the log cannot be opened
     */
    NodeProcess(World world, SimNode node, Function<Wal, StateStore> stored) {
        NodeSettings settings = node.place().settings();
        this.time = world.time();
        this.sightings = world.sightings();
        DriftingClock clock = DriftingClock.any(world.time(), world.chance());
        this.loop = new SimLoop(world.time(), clock, life, world.chance().branch(), node::failed);
        this.consensus = new SimLoop(world.time(), clock, life, world.chance().branch(), node::failed);
        this.writer = new SerialTasks(world.time(), life, node.pace()::nextNanos, node::diskUsed, node::failed);
        this.segments = new SerialTasks(world.time(), life, node.pace()::nextNanos, node::diskUsed, node::failed);
        this.wal = Wal.open(node.disk(), settings.log(), segments);
        this.store = stored.apply(wal);
        node.promises().check(node, wal, world.verdict());
        this.peers = knownPeers(node);
        this.firstMeeting = node.founders().map(founders -> new FirstMeeting(node.id(), founders));
        this.log = RaftLog.open(
                wal,
                new RaftLog.Member(
                        GROUP,
                        node.id(),
                        node.founders(),
                        firstMeeting.map(FirstMeeting::founds).orElseGet(() -> CompletableFuture.completedStage(false)),
                        settings.raft(),
                        world.chance().branch().generator()),
                new RaftLog.Threads(consensus, writer, loop, segments),
                node.place().peers().of(node.id()));
        loop.execute(() -> serve(node));
    }

    private static KnownPeers knownPeers(SimNode node) {
        try {
            return KnownPeers.read(node.disk());
        } catch (IOException failure) {
            throw new LogFaultException(
                    new LogFault(LogFault.Kind.DISK, String.valueOf(failure.getMessage())), failure);
        }
    }

    private void serve(SimNode node) {
        KernelIdentity identity = new KernelIdentity(SimNode.CLUSTER_ID, node.id(), "simulation");
        Limits limits = node.place().settings().limits();
        Kernel started =
                Kernel.start(loop, log, store, new ClassPathHost(), identity, limits, node.quarantine(), segments);
        kernel = Optional.of(started);
        FrontendOptions options = FrontendOptions.of(
                SimNode.CLUSTER_ID,
                node.id(),
                () -> new TreeMap<>(node.place().endpoints().get()));
        frontend = Optional.of(new Frontend(loop, started, options, Credentials.loopbackOnly()));
    }

    /** Another node has come with this data; false when this one cannot write that down. */
    boolean meet(NodeId node, String directory, Consumer<Standing> answer) {
        try {
            answer.accept(peers.meet(node, directory));
            return true;
        } catch (IOException failure) {
            return false;
        }
    }

    /** Whether another node has the data by which this one knows it, if it knows it yet. */
    boolean knows(NodeId node, String directory) {
        return peers.of(node).filter(before -> !before.equals(directory)).isEmpty();
    }

    /** Another node was met. */
    void answered(NodeId by, Standing ofThis) {
        firstMeeting.ifPresent(meeting -> meeting.told(by, ofThis));
    }

    /** Tells the kernel who the others are, and takes down on what it has agreed with them. */
    void exchangePeers() {
        loop.execute(() -> kernel.ifPresent(running -> {
            try {
                peers.agreed(running.memberDirectories());
            } catch (IOException failure) {
                // Told again soon.
            }
            running.met(peers.known(), peers.doubted());
        }));
    }

    /** Bytes from another node, which has this data. */
    void received(byte[] message, String directory) {
        PeerMessage received = PeerCodec.decode(message).message();
        if (!peers.believe(received, directory)) {
            return;
        }
        if (received instanceof PeerMessage.ChunkTaken taken && saysSomething(taken.answer())) {
            sightings.spared();
        } else if (received instanceof PeerMessage.SnapshotGiven given && given.index() > 0) {
            sightings.broughtUpByAnother();
        }
        log.received(received);
    }

    private static boolean saysSomething(byte[] answer) {
        for (byte bits : answer) {
            if (bits != 0) {
                return true;
            }
        }
        return false;
    }

    void unreachable(NodeId node) {
        log.unreachable(node);
    }

    boolean isOver() {
        return life.isOver();
    }

    void pauseUntil(long nanos) {
        life.pauseUntil(nanos);
    }

    /** One of the two threads that decide something does nothing meanwhile, as when it waits for a page of memory. */
    void stallUntil(long nanos, boolean consensusThread) {
        (consensusThread ? consensus : loop).stallUntil(nanos);
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Takes a connection on the loop, or refuses it while nobody listens yet. */
    void accept(Connection connection, Consumer<Optional<Receiver>> taken) {
        loop.execute(() -> taken.accept(frontend.map(listening -> listening.opened(connection))));
    }

    /** All that was written is durable, and the log says so. */
    boolean isLogAtRest() {
        return writer.isAtRest()
                && status().filter(known -> known.problem().isEmpty()).isPresent();
    }

    /** Its log was never lost, or has an entry of a later term. */
    boolean isElector() {
        long lostIn = wal.hardState(GROUP).lostIn();
        return lostIn == 0 || wal.term(GROUP, wal.lastIndex(GROUP)) > lostIn;
    }

    /** Nodes whose addresses are state. */
    SortedSet<NodeId> storedAddresses() {
        TreeSet<NodeId> nodes = new TreeSet<>();
        kernel.ifPresent(running -> nodes.addAll(running.peerAddresses().keySet()));
        return nodes;
    }

    Membership members() {
        return log.status().membership();
    }

    @Override
    public String toString() {
        return log.status().toString();
    }

    Optional<KernelStatus> status() {
        return kernel.map(Kernel::status);
    }

    void query(QueryRequest request, Consumer<CallResult> completion) {
        loop.execute(() -> kernel.ifPresent(running -> running.query(request, completion)));
    }

    void flushStore() {
        loop.execute(store::flush);
    }

    /** Dies at once. */
    void die() {
        life.end();
    }

    /**
     * Says goodbye, answers what was taken, writes what is queued, closes everything and dies. Idempotent.
     *
     * @param ended called then, unless it dies before
     */
    void stop(Runnable ended) {
        if (stopping) {
            return;
        }
        stopping = true;
        Runnable closing = () -> {
            if (!life.isOver()) {
                close();
                ended.run();
            }
        };
        // Off the loop, which is drained then.
        Runnable later = () -> time.after(0, closing);
        loop.execute(() -> frontend.ifPresentOrElse(listening -> listening.stop(later), later));
    }

    private void close() {
        kernel.ifPresent(Kernel::stop);
        log.close();
        loop.drain();
        store.close();
        wal.close();
        life.end();
    }
}
