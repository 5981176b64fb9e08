package io.quorate.itests;

import io.quorate.recipe.system.SystemQuery;
import io.quorate.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Servers in processes of their own that are one cluster. */
public final class Cluster implements AutoCloseable {
    static final String ID = "itest";

    private static final int FOUNDERS = 3;
    private static final int ANSWER_MILLIS = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    /** Between the nodes. */
    @FunctionalInterface
    public interface Wiring {
        /**
         * Where the others find a node.
         *
         * @param listens port on which it listens for them
         */
        int port(int node, int listens) throws IOException;
    }

    private final ConcurrentSkipListMap<Integer, ServerProcess> nodes = new ConcurrentSkipListMap<>();
    private final TreeMap<Integer, Integer> peerPorts = new TreeMap<>();
    private final TreeMap<Integer, Integer> found = new TreeMap<>();
    private final ServerProcess.Program program;
    private final Wiring wiring;

    private Cluster(ServerProcess.Program program, Wiring wiring) {
        this.program = program;
        this.wiring = wiring;
    }

    /** Founds a cluster of three of what is shipped, and waits until all of its nodes are ready. */
    public static Cluster start(Path directory) throws IOException, InterruptedException {
        return start(directory, FOUNDERS, ServerProcess.shipped(""), (node, listens) -> listens);
    }

    /** Founds a cluster and waits until all of its nodes are ready. */
    public static Cluster start(Path directory, int founders, ServerProcess.Program program, Wiring wiring)
            throws IOException, InterruptedException {
        Cluster cluster = new Cluster(program, wiring);
        List<Integer> ports = FreePorts.ofLoopback(founders);
        for (int node = 1; node <= founders; node++) {
            cluster.wire(node, ports.get(node - 1));
        }
        boolean ready = false;
        try {
            for (int node = 1; node <= founders; node++) {
                Path own = Files.createDirectory(directory.resolve("node-" + node));
                cluster.nodes.put(
                        node, ServerProcess.launch(own, program, cluster.settings(node, ID, cluster.peerPort(node))));
            }
            for (ServerProcess each : cluster.nodes.values()) {
                each.awaitReady();
            }
            ready = true;
        } finally {
            if (!ready) {
                cluster.close();
            }
        }
        return cluster;
    }

    private void wire(int node, int listens) throws IOException {
        peerPorts.put(node, listens);
        found.put(node, wiring.port(node, listens));
    }

    /** Starts one more node, which waits until it is added. */
    public void join(Path directory, int number) throws IOException, InterruptedException {
        wire(number, FreePorts.ofLoopback(1).get(0));
        List<String> settings = new ArrayList<>(settings(number, ID, peerPort(number)));
        settings.add("cluster.join=true");
        Path own = Files.createDirectory(directory.resolve("node-" + number));
        ServerProcess joining = ServerProcess.launch(own, program, settings);
        nodes.put(number, joining);
        joining.awaitOutput("listens for clients");
    }

    /** Stops one that is no member any more. */
    public void leave(int number) {
        node(number).close();
        nodes.remove(number);
        found.remove(number);
    }

    /** Of a server that says it is this node. */
    List<String> settings(int node, String clusterId, int peerPort) {
        String members = found.entrySet().stream()
                .map(each -> each.getKey() + "@127.0.0.1:" + each.getValue())
                .collect(Collectors.joining(","));
        return List.of(
                "node.id=" + node,
                "cluster.id=" + clusterId,
                "cluster.members=" + members,
                "peer.listen=127.0.0.1:" + peerPort);
    }

    public List<Integer> numbers() {
        return List.copyOf(nodes.keySet());
    }

    public ServerProcess node(int number) {
        return Optional.ofNullable(nodes.get(number)).orElseThrow();
    }

    public int peerPort(int number) {
        return Optional.ofNullable(peerPorts.get(number)).orElseThrow();
    }

    /** Where the other nodes find it. */
    public String peerAddress(int number) {
        return "127.0.0.1:" + Optional.ofNullable(found.get(number)).orElseThrow();
    }

    /** Where clients find all nodes. */
    public String endpoints() {
        return nodes.values().stream().map(ServerProcess::endpoint).collect(Collectors.joining(","));
    }

    /** Waits for a leader that a quorum confirms. */
    public int leader() throws InterruptedException {
        return leader(any -> true);
    }

    /** Waits for a leader, which a quorum confirms, among these nodes, and asks no others. */
    public int leader(IntPredicate among) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < deadline) {
            for (int number : numbers()) {
                Optional<Integer> leader = among.test(number) ? leaderAsSeenBy(number) : Optional.empty();
                if (leader.isPresent() && among.test(leader.get())) {
                    return leader.get();
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new IllegalStateException("no leader for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s");
    }

    private Optional<Integer> leaderAsSeenBy(int number) {
        return status(number).map(SystemQuery.Status::leader).filter(leader -> leader > 0);
    }

    /** Waits until the leader knows these members, and nobody learns. */
    void awaitVoters(List<Integer> voters) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Optional<SystemQuery.Status> seen = status(leader());
        while (seen.filter(status ->
                        status.voters().equals(voters) && status.learners().isEmpty())
                .isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("voters are not " + voters + ", but: " + seen);
            }
            TimeUnit.MILLISECONDS.sleep(20);
            seen = status(leader());
        }
    }

    private Optional<SystemQuery.Status> status(int number) {
        try (NodeClient client = new NodeClient(node(number), ANSWER_MILLIS)) {
            return client.status();
        } catch (IOException down) {
            return Optional.empty();
        }
    }

    public int followerOf(int leader) {
        return numbers().stream().filter(number -> number != leader).findFirst().orElseThrow();
    }

    /** Starts what was killed, and waits until it is ready. */
    public void startAllThatAreDown() throws IOException, InterruptedException {
        for (ServerProcess node : nodes.values()) {
            if (!node.isRunning()) {
                node.start();
            }
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(ServerProcess::close);
    }
}
