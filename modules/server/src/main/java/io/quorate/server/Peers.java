package io.quorate.server;

import io.quorate.kernel.state.KernelRow;
import io.quorate.log.FirstMeeting;
import io.quorate.log.KnownPeers;
import io.quorate.log.NodeId;
import io.quorate.log.PeerCodec;
import io.quorate.log.PeerNetwork;
import io.quorate.log.RaftLog;
import io.quorate.log.Standing;
import io.quorate.server.config.ClusterPlan;
import io.quorate.server.config.HostAndPort;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.transport.peer.KernelLevels;
import io.quorate.transport.peer.PeerOptions;
import io.quorate.transport.peer.PeerPort;
import io.quorate.transport.peer.PeerReceiver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/** The other nodes of the cluster, if there are any, and where clients find them. Thread-safe. */
final class Peers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Peers.class.getName());

    /** Nodes that may come without being named by configuration or state. */
    private static final int MAX_MET = 64;

    private final Optional<ClusterPlan> plan;
    private final Optional<PeerPort> port;
    private final Optional<KnownPeers> known;
    private final Optional<FirstMeeting> firstMeeting;
    private volatile SortedMap<NodeId, String> added = new TreeMap<>();
    private final ConcurrentSkipListMap<NodeId, String> met = new ConcurrentSkipListMap<>();

    /** Data directories of those that have taken a link of this node. */
    private final ConcurrentSkipListMap<NodeId, String> linked = new ConcurrentSkipListMap<>();

    private final ConcurrentSkipListMap<NodeId, String> clientEndpoints = new ConcurrentSkipListMap<>();

    private Peers(
            Optional<ClusterPlan> plan,
            Optional<PeerPort> port,
            Optional<KnownPeers> known,
            Optional<FirstMeeting> firstMeeting) {
        this.plan = plan;
        this.port = port;
        this.known = known;
        this.firstMeeting = firstMeeting;
    }

    /** Binds the port for other nodes; nothing is taken from them and sent to them before {@link #start}. */
    static Peers of(ServerConfiguration configuration, DataDirectory data) throws StartException {
        if (configuration.cluster().isEmpty()) {
            return new Peers(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        ClusterPlan plan = configuration.cluster().get();
        KnownPeers known = known(data);
        HostAndPort listen = plan.listen();
        try {
            PeerPort port = PeerPort.bind(new PeerOptions(
                    configuration.node(),
                    data.clusterId(),
                    data.id(),
                    new KernelLevels(KernelRow.OLDEST_KERNEL_LEVEL, KernelRow.KERNEL_LEVEL),
                    new InetSocketAddress(listen.host(), listen.port()),
                    String.valueOf(plan.members().get(configuration.node())),
                    Optional.empty()));
            Optional<FirstMeeting> meeting =
                    plan.founders().map(founders -> new FirstMeeting(configuration.node(), founders));
            return new Peers(Optional.of(plan), Optional.of(port), Optional.of(known), meeting);
        } catch (IOException failure) {
            throw new StartException(
                    "peer.listen: " + failure.getMessage()
                            + "; stop the process that uses this address, or choose another one",
                    failure);
        }
    }

    private static KnownPeers known(DataDirectory data) throws StartException {
        try {
            return KnownPeers.read(data.disk());
        } catch (IOException failure) {
            throw new StartException("data.directory: " + Reason.of(failure), failure);
        }
    }

    PeerNetwork network() {
        return port.<PeerNetwork>map(Network::new).orElse(PeerNetwork.none());
    }

    /** Tells the log which of the others are who they were. */
    private final class Network implements PeerNetwork {
        private final PeerPort port;

        Network(PeerPort port) {
            this.port = port;
        }

        @Override
        public void send(NodeId to, Lane lane, byte[] message) {
            port.send(to, lane, message);
        }

        @Override
        public boolean hasAddressOf(NodeId node) {
            return port.hasAddressOf(node);
        }

        @Override
        public boolean recognizes(NodeId node) {
            Optional<String> directory = Optional.ofNullable(linked.get(node));
            Optional<String> before = known.flatMap(peers -> peers.of(node));
            return directory.isEmpty() || before.isEmpty() || directory.equals(before);
        }
    }

    /**
     * Lets the nodes talk to each other.
     *
     * @param clientEndpoint where clients find this node
     */
    void start(RaftLog log, String clientEndpoint) {
        port.ifPresent(open -> open.start(clientEndpoint, new Router(log), addresses()));
    }

    /**
     * The nodes of the configuration are where that says, those that were added later where the state says, and others, of which
     * the state does not know yet, where they said when they came.
     */
    void added(SortedMap<NodeId, String> later) {
        if (!later.equals(added)) {
            met.keySet().removeIf(node -> added.containsKey(node) && !later.containsKey(node));
            added = later;
            port.ifPresent(open -> open.connect(addresses()));
        }
    }

    private NavigableMap<NodeId, InetSocketAddress> addresses() {
        TreeMap<NodeId, InetSocketAddress> addresses = new TreeMap<>();
        TreeMap<NodeId, String> told = new TreeMap<>(met);
        told.putAll(added);
        told.forEach((node, at) -> HostAndPort.parse(at)
                .ifPresent(address ->
                        addresses.put(node, InetSocketAddress.createUnresolved(address.host(), address.port()))));
        plan.ifPresent(cluster -> cluster.members()
                .forEach((node, at) -> addresses.put(node, InetSocketAddress.createUnresolved(at.host(), at.port()))));
        return addresses;
    }

    /** Whether this node founds the cluster, should it have no data. */
    CompletionStage<Boolean> founds() {
        return firstMeeting.map(FirstMeeting::founds).orElseGet(() -> CompletableFuture.completedStage(plan.isEmpty()));
    }

    /** The members have agreed on the data directories of these nodes. */
    void agreed(SortedMap<NodeId, String> directories) {
        known.ifPresent(peers -> {
            try {
                for (NodeId node : peers.agreed(directories)) {
                    LOG.log(
                            Level.INFO,
                            "node " + node
                                    + " has begun anew with another data directory, on which the members have agreed");
                }
            } catch (IOException failure) {
                LOG.log(Level.WARNING, "cannot write down who the other nodes are: " + Reason.of(failure));
            }
        });
    }

    /** Data directories by which the other nodes are known. */
    SortedMap<NodeId, String> known() {
        return known.map(KnownPeers::known).orElseGet(TreeMap::new);
    }

    /** Data directories with which nodes came that are known by others, and are found where this node looks for them. */
    SortedMap<NodeId, String> doubted() {
        TreeMap<NodeId, String> doubted =
                new TreeMap<>(known.map(KnownPeers::doubted).orElseGet(TreeMap::new));
        doubted.entrySet().retainAll(linked.entrySet());
        return doubted;
    }

    /** Where clients find the other nodes, as far as these have told. */
    NavigableMap<NodeId, String> clientEndpoints() {
        return Collections.unmodifiableNavigableMap(clientEndpoints);
    }

    @Override
    public void close() {
        port.ifPresent(PeerPort::close);
    }

    /** Takes what comes to the group that it is for. */
    private final class Router implements PeerReceiver {
        private final RaftLog log;

        Router(RaftLog log) {
            this.log = log;
        }

        @Override
        public void received(PeerCodec.Envelope envelope, String directory) {
            boolean believed = known.filter(peers -> peers.believe(envelope.message(), directory))
                    .isPresent();
            if (believed && envelope.group() == log.group()) {
                log.received(envelope.message());
            }
        }

        @Override
        public void unreachable(NodeId node) {
            linked.remove(node);
            log.unreachable(node);
        }

        @Override
        public Standing met(NodeId node, String directory) throws IOException {
            return known.isPresent() ? known.get().meet(node, directory) : Standing.FIRST;
        }

        @Override
        public void answered(NodeId node, String directory, Standing ofThis) {
            linked.put(node, directory);
            boolean isNews =
                    firstMeeting.filter(meeting -> meeting.told(node, ofThis)).isPresent();
            if (isNews && ofThis == Standing.DOUBTED) {
                LOG.log(
                        Level.WARNING,
                        "node " + node
                                + " knows this one by another data directory, which is lost if this one is empty:"
                                + " it begins anew once the other members agree, and nothing else is to be done; when"
                                + " most of them have lost theirs, see `quorate recover`");
            }
        }

        @Override
        public void introduced(NodeId node, String clientEndpoint, String peerEndpoint) {
            clientEndpoints.put(node, clientEndpoint);
            // A leader that was added while this node was away is answered before the state tells where it is.
            if (met.size() < MAX_MET && met.put(node, peerEndpoint) == null) {
                port.ifPresent(open -> open.connect(addresses()));
            }
        }
    }
}
