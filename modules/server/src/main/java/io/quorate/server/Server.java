package io.quorate.server;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Problem;
import io.quorate.log.LogStatus;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.server.config.ClusterPlan;
import io.quorate.server.config.HostAndPort;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.server.config.ServerConfiguration.ClientPort;
import io.quorate.server.front.Credentials;
import io.quorate.server.front.Frontend;
import io.quorate.server.front.FrontendOptions;
import io.quorate.transport.ClientListener;
import io.quorate.transport.ListenerOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A running node. Thread-safe. */
public final class Server implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Server.class.getName());

    /** Between two looks at the kernel's health. */
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** For which a leader that stops waits until another one leads. */
    private static final long HAND_OVER_MILLIS = 2_000;

    /** For which clients may take what was sent to them last. */
    private static final long GOODBYE_MILLIS = 2_000;

    /** For a drain, which ends by itself, and a loop that is late. */
    private static final long DRAINED_MILLIS = TimeUnit.NANOSECONDS.toMillis(Frontend.DRAIN_NANOS) + 1_000;

    private final ServerConfiguration configuration;
    private final Consumer<String> onFault;
    private final TrustWarning trustWarning;
    private final Closers closers = new Closers();
    private final AtomicBoolean faulty = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final LoopThread loop;
    private final NodeParts parts;
    private final HostAndPort address;
    private volatile String endpoint = "";

    private Server(ServerConfiguration configuration, List<BundleDigest> shipped, Media media, Consumer<String> onFault)
            throws StartException {
        this.configuration = configuration;
        this.trustWarning = new TrustWarning(configuration.isReachable());
        this.onFault = onFault;
        loop = LoopThread.start("quorate-kernel", failure -> fault("a task of the kernel failed: " + failure, failure));
        closers.add("kernel loop", loop::stop);
        boolean started = false;
        try {
            TurnLoop consensus = TurnLoop.start(
                    "quorate-raft", failure -> fault("a task of the consensus failed: " + failure, failure));
            closers.add("consensus loop", consensus::stop);
            parts = NodeParts.open(configuration, media, loop, consensus, closers);
            Founding founding = founding(shipped);
            address = listen(parts.kernel());
            parts.peers().start(parts.log(), endpoint);
            closers.add("leadership", this::handOver);
            loop.execute(this::watch);
            loop.execute(spaceWatch()::look);
            loop.execute(founding::look);
            started = true;
        } finally {
            if (!started) {
                closers.close();
            }
        }
        LOG.log(
                Level.INFO,
                "node " + configuration.node() + " of cluster " + clusterId() + " listens for clients on " + address
                        + ", data in " + configuration.dataDirectory());
    }

    private SpaceWatch spaceWatch() {
        Path directory = configuration.dataDirectory();
        return new SpaceWatch(
                loop, parts.kernel(), directory, configuration.minFreeBytes(), SpaceWatch.freeOf(directory));
    }

    private Founding founding(List<BundleDigest> shipped) throws StartException {
        Kernel kernel = parts.kernel();
        boolean founder = configuration.cluster().filter(ClusterPlan::joins).isEmpty();
        boolean due = founder && !loop.call(kernel::isBootstrapped).join();
        return new Founding(
                kernel,
                loop,
                configuration.node(),
                new SystemCommand.FoundTrust(
                        configuration.isReachable(),
                        shipped.stream().map(BundleDigest::hex).toList()),
                due ? Bootstrap.read(configuration.bootstrap()) : List.of(),
                closed::get,
                ready);
    }

    /**
     * Opens the data directory, recovers what is there and begins to listen. Blocks for the disk; a node is
     * {@link #ready()} a little later.
     *
     * @param shipped bundles that a new cluster takes without a signature
     * @param onFault called at most once, on a thread of its own, when this node can serve no longer: its disk failed, or
     *     an invariant broke. The text says what happened and what to do. The process should end with an error then;
     *     everything acknowledged is on the disk.
     */
    public static Server start(ServerConfiguration configuration, List<BundleDigest> shipped, Consumer<String> onFault)
            throws StartException {
        return start(configuration, shipped, Media.OF_THE_MACHINE, onFault);
    }

    static Server start(
            ServerConfiguration configuration, List<BundleDigest> shipped, Media media, Consumer<String> onFault)
            throws StartException {
        return new Server(configuration, shipped, media, onFault);
    }

    /** Where clients connect, with the real port when any was asked for. */
    public HostAndPort address() {
        return address;
    }

    public String clusterId() {
        return parts.data().clusterId();
    }

    /** One moment of the kernel; fails when this node is closed or faulty. */
    public CompletableFuture<KernelStatus> status() {
        return loop.call(parts.kernel()::status);
    }

    /**
     * Completes when this node serves commands and the first bundles of a new cluster are deployed; exceptionally when one
     * of them cannot be, with a message that names its file, while the node goes on serving.
     */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    private HostAndPort listen(Kernel kernel) throws StartException {
        ClientPort port = configuration.client();
        advertise(port.advertise().orElse(port.listen()));
        FrontendOptions defaults = FrontendOptions.of(clusterId(), configuration.node(), this::endpoints);
        Frontend frontend = new Frontend(
                loop,
                kernel,
                defaults.withTimeouts(port.handshakeMillis(), port.idleMillis()),
                port.insecure() ? Credentials.everyone() : Credentials.loopbackOnly());
        try {
            ClientListener listener = ClientListener.open(listenerOptions(port), loop, frontend);
            closers.add("client port", listener);
            closers.add("clients", () -> {
                listener.stopAccepting();
                CompletableFuture<Void> stopped = new CompletableFuture<>();
                loop.execute(() -> frontend.stop(() -> stopped.complete(null)));
                stopped.get(DRAINED_MILLIS, TimeUnit.MILLISECONDS);
                listener.awaitIdle(GOODBYE_MILLIS);
            });
            HostAndPort bound = port.listen().withPort(listener.address().getPort());
            advertise(port.advertise().orElse(bound));
            return bound;
        } catch (IOException failure) {
            throw new StartException(
                    "client.listen: " + failure.getMessage()
                            + "; stop the process that uses this address, or choose another one",
                    failure);
        }
    }

    private void advertise(HostAndPort address) {
        endpoint = address.toString();
    }

    private NavigableMap<NodeId, String> endpoints() {
        TreeMap<NodeId, String> all = new TreeMap<>(parts.peers().clientEndpoints());
        all.keySet().removeIf(node -> !parts.log().status().membership().contains(node));
        all.put(configuration.node(), endpoint);
        return all;
    }

    private static ListenerOptions listenerOptions(ClientPort port) {
        ListenerOptions defaults =
                ListenerOptions.of(port.listen().host(), port.listen().port());
        return new ListenerOptions(
                defaults.host(),
                defaults.port(),
                port.ioThreads(),
                port.maxConnections(),
                defaults.maxInHandMessages(),
                defaults.maxInHandBytes(),
                port.maxUnsentBytes(),
                port.maxBacklogBytes(),
                port.stalledMillis(),
                port.handshakeMillis(),
                Optional.empty());
    }

    /** A leader that stops lets another one lead at once, so that nobody has to find out first that it is gone. */
    private void handOver() throws InterruptedException {
        LogStatus status = parts.log().status();
        Optional<NodeId> heir = status.heirs().stream().findFirst();
        if (status.leadership().selfReady() && heir.isPresent()) {
            CountDownLatch ended = new CountDownLatch(1);
            parts.log().transferLeadership(heir.get(), result -> ended.countDown());
            ended.await(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** On the loop, again and again until the server closes: the store goes then, before the loop does. */
    private void watch() {
        if (closed.get()) {
            return;
        }
        Optional<Problem> problem = parts.kernel().status().problem();
        if (problem.isPresent()) {
            fault(problem.get().message(), null);
        } else {
            Peers peers = parts.peers();
            peers.added(parts.kernel().peerAddresses());
            peers.agreed(parts.kernel().memberDirectories());
            parts.kernel().met(peers.known(), peers.doubted());
            trustWarning.look(parts.kernel());
            loop.schedule(WATCH_NANOS, this::watch);
        }
    }

    private void fault(String what, @Nullable Throwable cause) {
        if (faulty.compareAndSet(false, true)) {
            String message = "this node has stopped serving: " + what;
            LOG.log(Level.ERROR, message, cause);
            Thread teller = new Thread(() -> onFault.accept(message), "quorate-fault");
            teller.setDaemon(true);
            teller.start();
        }
    }

    /**
     * Stops: takes no more connections, says goodbye to clients and refuses what they ask from then on, answers what was
     * taken before, for {@link Frontend#DRAIN_NANOS} at most, ends the connections, makes the log durable and frees directory
     * and port. Waits for it, for a bounded time as long as the disk answers. Idempotent.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closers.close();
            ready.completeExceptionally(new IllegalStateException("the server was closed"));
            LOG.log(Level.INFO, "node " + configuration.node() + " has stopped");
        }
    }
}
