package io.quorate.itests.faults;

import io.quorate.itests.Cluster;
import io.quorate.itests.NodeClient;
import io.quorate.itests.ServerProcess;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.server.FaultyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Servers on faulty disks, with a proxy between them. */
final class FaultyCluster implements AutoCloseable {
    /** So that within minutes files are recycled, and a node that was away needs a snapshot. */
    private static final List<String> SMALL_FILES =
            List.of("log.segment-size=8 MiB", "log.keep-size=0 B", "store.generation-size=1 MiB");

    private static final int ANSWER_MILLIS = 5_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Traffic traffic = new Traffic();
    private final PeerProxy proxy = new PeerProxy(traffic);
    private final Cluster cluster;

    private FaultyCluster(Path directory, int nodes) throws IOException, InterruptedException {
        boolean started = false;
        try {
            cluster = Cluster.start(directory, nodes, FaultyCluster::server, proxy::port);
            started = true;
        } finally {
            if (!started) {
                proxy.close();
            }
        }
    }

    static FaultyCluster start(Path directory, int nodes) throws IOException, InterruptedException {
        return new FaultyCluster(directory, nodes);
    }

    private static ProcessBuilder server(List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FaultyServer.class.getName()));
        command.addAll(settings);
        command.addAll(SMALL_FILES);
        return new ProcessBuilder(command);
    }

    Cluster nodes() {
        return cluster;
    }

    ServerProcess node(int number) {
        return cluster.node(number);
    }

    Traffic traffic() {
        return traffic;
    }

    PeerProxy proxy() {
        return proxy;
    }

    /** All nodes lose their power and start again; returns when they are ready. */
    void losePower() throws IOException, InterruptedException {
        for (int node : cluster.numbers()) {
            node(node).kill();
        }
        for (int node : cluster.numbers()) {
            node(node).begin();
        }
        for (int node : cluster.numbers()) {
            node(node).awaitReady();
        }
    }

    /** What those of its nodes said that do not run. */
    List<String> lastWords() throws IOException {
        List<String> words = new ArrayList<>();
        for (int number : cluster.numbers()) {
            if (!node(number).isRunning()) {
                words.add("node " + number + " has ended: " + node(number).output());
            }
        }
        return words;
    }

    /**
     * Waits until all nodes serve and have applied the same, and compares what their states come to.
     *
     * @throws AssertionError they differ, or do not come to the same index
     */
    void awaitEqualStates() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            List<SystemQuery.Status> all = statuses();
            boolean whole = all.size() == cluster.numbers().size();
            if (whole
                    && all.stream()
                                    .map(SystemQuery.Status::appliedIndex)
                                    .distinct()
                                    .count()
                            == 1) {
                if (all.stream().map(SystemQuery.Status::stateHash).distinct().count() != 1) {
                    throw new AssertionError("the states differ: " + all);
                }
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the nodes do not come to the same index: " + all);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private List<SystemQuery.Status> statuses() {
        List<SystemQuery.Status> all = new ArrayList<>();
        for (int number : cluster.numbers()) {
            status(number).ifPresent(all::add);
        }
        return all;
    }

    private Optional<SystemQuery.Status> status(int number) {
        try (NodeClient client = new NodeClient(node(number), ANSWER_MILLIS)) {
            return client.status();
        } catch (IOException down) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        proxy.close();
    }
}
