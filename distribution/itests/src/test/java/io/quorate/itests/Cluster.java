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
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Servers in processes of their own that are one cluster, three at first. */
final class Cluster implements AutoCloseable {
    static final String ID = "itest";

    private static final int FOUNDERS = 3;
    private static final int ANSWER_MILLIS = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final TreeMap<Integer, ServerProcess> nodes = new TreeMap<>();
    private final TreeMap<Integer, Integer> peerPorts = new TreeMap<>();

    private Cluster() {}

    /** Founds a cluster and waits until all of its nodes are ready. */
    static Cluster start(Path directory) throws IOException, InterruptedException {
        Cluster cluster = new Cluster();
        List<Integer> ports = FreePorts.ofLoopback(FOUNDERS);
        for (int node = 1; node <= FOUNDERS; node++) {
            cluster.peerPorts.put(node, ports.get(node - 1));
        }
        boolean ready = false;
        try {
            for (int node = 1; node <= FOUNDERS; node++) {
                Path own = Files.createDirectory(directory.resolve("node-" + node));
                cluster.nodes.put(
                        node, ServerProcess.launch(own, cluster.settings(node, ID, cluster.peerPorts.get(node))));
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

    /** Starts one more node, which waits until it is added. */
    void join(Path directory, int number) throws IOException, InterruptedException {
        peerPorts.put(number, FreePorts.ofLoopback(1).get(0));
        List<String> settings = new ArrayList<>(settings(number, ID, peerPort(number)));
        settings.add("cluster.join=true");
        Path own = Files.createDirectory(directory.resolve("node-" + number));
        ServerProcess joining = ServerProcess.launch(own, settings);
        nodes.put(number, joining);
        joining.awaitOutput("listens for clients");
    }

    /** Stops one that is no member any more. */
    void leave(int number) {
        node(number).close();
        nodes.remove(number);
    }

    /** Of a server that says it is this node. */
    List<String> settings(int node, String clusterId, int peerPort) {
        String members = peerPorts.entrySet().stream()
                .map(each -> each.getKey() + "@127.0.0.1:" + each.getValue())
                .collect(Collectors.joining(","));
        return List.of(
                "node.id=" + node,
                "cluster.id=" + clusterId,
                "cluster.members=" + members,
                "peer.listen=127.0.0.1:" + peerPort);
    }

    List<Integer> numbers() {
        return List.copyOf(nodes.keySet());
    }

    ServerProcess node(int number) {
        return Optional.ofNullable(nodes.get(number)).orElseThrow();
    }

    int peerPort(int number) {
        return Optional.ofNullable(peerPorts.get(number)).orElseThrow();
    }

    /** Where clients find all nodes. */
    String endpoints() {
        return nodes.values().stream().map(ServerProcess::endpoint).collect(Collectors.joining(","));
    }

    /** Waits for a leader that a quorum confirms. */
    int leader() throws InterruptedException {
        return leader(any -> true);
    }

    /** Waits for a leader, which a quorum confirms, among these nodes, and asks no others. */
    int leader(IntPredicate among) throws InterruptedException {
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
        try (NodeClient client = new NodeClient(node(number), ANSWER_MILLIS)) {
            return client.status().map(SystemQuery.Status::leader).filter(leader -> leader > 0);
        } catch (IOException down) {
            return Optional.empty();
        }
    }

    int followerOf(int leader) {
        return numbers().stream().filter(number -> number != leader).findFirst().orElseThrow();
    }

    /** Starts what was killed, and waits until it is ready. */
    void startAllThatAreDown() throws IOException, InterruptedException {
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
