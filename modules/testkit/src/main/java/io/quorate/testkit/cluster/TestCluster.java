package io.quorate.testkit.cluster;

import io.quorate.client.ClientBuilder;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.RaftOptions;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A cluster within this process: nodes of the same parts as those of a server, with disks in memory and without links between
 * machines. They, and the clients that are made here, share one clock, which a test can let run ahead. Nodes are numbered from 1.
 *
 * <p>Thread-safe. Methods wait until what they say has happened, but for 30 s at most, then they throw
 * {@link IllegalStateException}.
 */
public final class TestCluster implements AutoCloseable {
    private static final Duration DEPLOYMENT = Duration.ofSeconds(20);

    /** For which a port may take to notice that its client has gone. */
    private static final Duration PARTING = Duration.ofSeconds(1);

    private static final Duration FIRST_ELECTION = Duration.ofMillis(RaftOptions.DEFAULT_ELECTION_MAX_MILLIS);

    private final Failures failures = new Failures();
    private final ClusterTime time = new ClusterTime(failures);
    private final PeerLinks peers = new PeerLinks(time);
    private final NavigableMap<NodeId, TestNode> nodes = new TreeMap<>();
    private final NavigableMap<NodeId, ClientPort> ports = new TreeMap<>();
    private final Map<QuorateClient, ClientHabitat> clients = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String namespace = QuorateClient.DEFAULT_NAMESPACE;

    TestCluster(TestClusterBuilder settings) {
        TreeSet<NodeId> founders = new TreeSet<>();
        for (int number = 1; number <= settings.nodes(); number++) {
            founders.add(new NodeId(number));
        }
        KnownRecipes recipes = settings.knownRecipes();
        TestNode.Place place = new TestNode.Place(
                time,
                peers,
                new Membership(founders, new TreeSet<>()),
                this::endpointsOfNodes,
                settings.limits(),
                recipes,
                new Seeds(),
                failures);
        boolean started = false;
        try {
            founders.forEach(id -> add(new TestNode(id, place)));
            time.run(() -> nodes.values().forEach(TestNode::start));
            // The first election comes when nobody was heard of for so long, which nobody needs to wait for.
            time.advance(FIRST_ELECTION.toNanos());
            leader();
            recipes.bundles().forEach(this::deploy);
            started = true;
        } finally {
            if (!started) {
                end();
            }
        }
    }

    private void add(TestNode node) {
        nodes.put(node.id(), node);
        peers.add(node);
        ports.put(node.id(), new ClientPort(time, node));
    }

    private void deploy(byte[] bundle) {
        operate(operator -> Await.result(operator.system().deployBundle(bundle, DEPLOYMENT)));
    }

    private void operate(Consumer<QuorateClient> work) {
        QuorateClient operator = client();
        try {
            work.accept(operator);
        } finally {
            close(operator);
        }
    }

    /** A cluster of so many nodes, 1 to 5, with every recipe whose bundle is on the class path. */
    public static TestCluster start(int nodes) {
        return builder().nodes(nodes).start();
    }

    public static TestClusterBuilder builder() {
        return new TestClusterBuilder();
    }

    /**
     * Where programs connect that make their own client, as for {@link Quorate#connect}: ports of 127.0.0.1, the same for as long as
     * this cluster lives. Such a client has the machine's clock; see {@link #advance}.
     */
    public String endpoints() {
        return ports.values().stream().map(ClientPort::endpoint).collect(Collectors.joining(","));
    }

    /** The endpoint of one node. */
    public String endpoint(int node) {
        return port(node(new NodeId(node))).endpoint();
    }

    private ClientPort port(TestNode node) {
        return Optional.ofNullable(ports.get(node.id())).orElseThrow();
    }

    private NavigableMap<NodeId, String> endpointsOfNodes() {
        TreeMap<NodeId, String> endpoints = new TreeMap<>();
        ports.forEach((id, port) -> endpoints.put(id, port.endpoint()));
        return endpoints;
    }

    /** A new client that lives in this cluster's time, in its {@link #namespace}. Closed with the cluster at the latest, in a test
     * with JUnit behind the method. */
    public QuorateClient client() {
        return client(settings -> settings);
    }

    /** {@link #client()} with other settings than the defaults. */
    public QuorateClient client(UnaryOperator<ClientBuilder> settings) {
        ClientHabitat habitat = new ClientHabitat(time, this::nodeAt);
        QuorateClient client = settings.apply(
                        Quorate.builder(habitat).endpoints(endpoints()).namespace(namespace))
                .connect();
        clients.put(client, habitat);
        return client;
    }

    private Optional<TestNode> nodeAt(String endpoint) {
        return ports.entrySet().stream()
                .filter(port -> port.getValue().endpoint().equals(endpoint))
                .map(port -> nodes.get(port.getKey()))
                .findFirst();
    }

    /** Closes a client that was made here, as its own close does; the cluster then forgets it. */
    void close(QuorateClient client) {
        client.close();
        clients.remove(client);
    }

    /** Namespace of clients that are made from now on; {@code default}, or that of the test method in a test with JUnit. */
    public String namespace() {
        return namespace;
    }

    /** Makes a namespace, and clients in it from now on. */
    void enter(String name) {
        operate(operator -> Await.result(operator.system()
                .call(new SystemCommand.CreateNamespace(name, 0), SystemCommand.NamespaceCreated.class)));
        namespace = name;
    }

    /** The node that leads and reaches a majority; waits until there is one. */
    public int leader() {
        return time.await(this::leading, Waiting.LONGEST)
                .orElseThrow(() -> new IllegalStateException(
                        "no node leads: a majority of " + nodes.keySet() + " must be up, awake and connected"))
                .value();
    }

    private Optional<NodeId> leading() {
        failures.first().ifPresent(failure -> {
            throw failure;
        });
        return nodes.values().stream()
                .filter(node -> node.isAwake() && 2 * peers.reachableFrom(node.id()) > nodes.size())
                .filter(node ->
                        node.life().filter(life -> life.status().leads()).isPresent())
                .map(TestNode::id)
                .max(Comparator.comparingLong(this::term));
    }

    private long term(NodeId id) {
        return node(id).life().map(life -> life.log().leadership().term()).orElse(0L);
    }

    private TestNode node(NodeId id) {
        TestNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("there is no node " + id + "; there are " + nodes.keySet());
        }
        return node;
    }

    /** The node dies at once, as by {@code kill -9}; its disk stays. Nothing happens when it is down. */
    public void kill(int node) {
        time.run(() -> {
            TestNode dying = node(new NodeId(node));
            dying.kill();
            port(dying).nodeDied();
            clients.values().forEach(ClientHabitat::nodeDied);
        });
    }

    /** Starts a node that was killed; it then catches up by itself. Nothing happens when it runs. */
    public void restart(int node) {
        time.run(() -> {
            TestNode down = node(new NodeId(node));
            if (down.life().isEmpty()) {
                down.start();
            }
        });
    }

    /** The node stands still, as under {@code kill -STOP}: it takes connections and says nothing. */
    public void pause(int node) {
        time.run(() -> running(node).pause());
    }

    /** A node that was paused goes on, and believes what it did before until it hears otherwise. */
    public void resume(int node) {
        time.run(() -> running(node).resume());
    }

    private NodeLoop running(int node) {
        return node(new NodeId(node))
                .life()
                .orElseThrow(() -> new IllegalArgumentException("node " + node + " is down"))
                .loop();
    }

    /** Nothing gets through between these nodes and the others, in either direction; clients reach all of them. */
    public void partition(Set<Integer> oneSide) {
        time.run(() -> peers.partition(
                oneSide.stream().map(number -> node(new NodeId(number)).id()).collect(Collectors.toSet())));
    }

    /**
     * Nothing gets through between this client and any node, and neither side is told. Its session is {@code LOST} by its own clock
     * before the servers give what it held to others.
     *
     * @param client of {@link #client()}
     */
    public void isolate(QuorateClient client) {
        ClientHabitat habitat = clients.get(client);
        if (habitat == null) {
            throw new IllegalArgumentException("only clients of TestCluster.client() can be isolated");
        }
        time.run(habitat::isolate);
    }

    /** The network is whole again: no partition, and no client is isolated. */
    public void heal() {
        time.run(() -> {
            peers.partition(Set.of());
            clients.values().forEach(ClientHabitat::heal);
        });
    }

    /**
     * Lets time pass for nodes and clients at once, and returns when all that is due in it has been done, in the order in which it was
     * due: heartbeats and keep-alives go on, so that who is connected stays so, while time-outs of what is silent come to their end. What the
     * test's own threads and callbacks do is not waited for: to them it is a moment.
     *
     * @throws IllegalStateException while a client is connected to {@link #endpoints()}, to which no time would pass
     */
    public void advance(Duration duration) {
        boolean alone = time.await(this::noneOfTheirOwnTime, PARTING).isPresent();
        if (!alone) {
            throw new IllegalStateException(
                    "a client that was not made by TestCluster.client() is connected, and to it no"
                            + " time would pass: it would believe in a session that has ended; close it before");
        }
        time.advance(duration.toNanos());
    }

    private Optional<Boolean> noneOfTheirOwnTime() {
        return ports.values().stream().anyMatch(ClientPort::isUsed) ? Optional.empty() : Optional.of(true);
    }

    /** As at the beginning: no clients, the network is whole, and all nodes run. */
    void endMethod() {
        heal();
        time.run(() -> nodes.values().forEach(node -> {
            node.life().ifPresentOrElse(life -> life.loop().resume(), node::start);
        }));
        leader();
        List.copyOf(clients.keySet()).forEach(this::close);
    }

    /**
     * Closes the clients that were made here, and ends all nodes. Leaves neither threads nor files. Idempotent.
     *
     * @throws IllegalStateException when something failed that nobody asked to
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        heal();
        List.copyOf(clients.keySet()).forEach(this::close);
        end();
        failures.first().ifPresent(failure -> {
            throw failure;
        });
    }

    private void end() {
        List<ClientPort> open = new ArrayList<>(ports.values());
        open.forEach(ClientPort::close);
        time.close();
    }
}
