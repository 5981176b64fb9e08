package io.quorate.benchmarks;

import io.quorate.benchmarks.process.DiskUse;
import io.quorate.benchmarks.process.Memory;
import io.quorate.benchmarks.process.Patience;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.NodeView;
import io.quorate.benchmarks.product.ProductCluster;
import io.quorate.benchmarks.product.RowsClient;
import io.quorate.benchmarks.product.RowsFilling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Three nodes with many rows: what they take, and how long single writes take while the state is copied, saved and checked. */
final class StateUnderLoad {
    private static final int NODES = 3;
    private static final double MIB = 1024 * 1024;

    /** So little that a new node gets the state, and not all entries since the beginning. */
    private static final Map<String, String> SETTINGS = Map.of("log.keep-size", "64MiB");

    private static final int SEED = 1;

    private final int keys;
    private final Pace pace;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<List<Object>> phases = new ArrayList<>();
    private long version;
    private double quietMillis;

    StateUnderLoad(int keys, Pace pace) {
        this.keys = keys;
        this.pace = pace;
    }

    void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program(), NODES, SETTINGS);
                RowsClient client = cluster.deployRows()) {
            long begun = System.nanoTime();
            Settings.progress("writing " + keys + " rows");
            RowsFilling.fill(client, 0, keys);
            Settings.progress("written in " + Table.text(secondsSince(begun)) + " s");
            int leader = cluster.leader();
            List<Integer> followers = new ArrayList<>(List.of(1, 2, 3));
            followers.remove(Integer.valueOf(leader));
            Supplier<CompletableFuture<?>> write = () -> write(client);
            pace.warmUp(write);
            report.add(holdings(cluster, leader));
            phases(cluster, followers, write, workplace.directory("backups"));
            report.add(new Table(
                    "Writes of one row, " + pace.rate() + " a second, to three nodes with " + keys + " rows",
                    List.of("while", "s", "writes", "p50 ms", "p99 ms", "p99/quiet", "max ms", "anonymous MiB"),
                    phases,
                    List.of(
                            "s: of the last time, when it was done more than once. anonymous: of the leader, afterwards.",
                            "Verifying asks no node: what it costs is that a program runs beside them.",
                            "Aim: p99 at most twice the quiet one.")));
        }
    }

    private void phases(
            ProductCluster cluster, List<Integer> followers, Supplier<CompletableFuture<?>> write, Path backups)
            throws IOException, InterruptedException {
        phase(cluster, "nothing else happens", Optional.empty(), write);
        phase(cluster, "a node stops and starts", Optional.of(() -> restart(cluster, followers.get(0))), write);
        once(cluster, "an empty node gets the state", () -> cluster.replace(followers.get(1)), write);
        phase(
                cluster,
                "a backup is created",
                Optional.of(() -> cluster.run(List.of("backup", "create", backups.toString()))),
                write);
        phase(
                cluster,
                "a backup is verified",
                Optional.of(() -> cluster.run(List.of("backup", "verify", onlyFile(backups)))),
                write);
        phase(cluster, "all rows are checked", Optional.of(() -> cluster.run(List.of("check"))), write);
        phase(cluster, "nothing else happens, again", Optional.empty(), write);
    }

    private static String onlyFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow().toString();
        }
    }

    /** Repeats it until there is enough to measure; empty for nothing. */
    private void phase(
            ProductCluster cluster, String name, Optional<Pace.Action> action, Supplier<CompletableFuture<?>> write)
            throws IOException, InterruptedException {
        Settings.progress(name);
        double[] lasted = {pace.measured().toSeconds()};
        Histogram latencies =
                action.isEmpty() ? pace.quiet(write) : pace.duringAll(write, () -> lasted[0] = seconds(action.get()));
        add(cluster, name, lasted[0], latencies);
    }

    private void once(ProductCluster cluster, String name, Pace.Action action, Supplier<CompletableFuture<?>> write)
            throws IOException, InterruptedException {
        Settings.progress(name);
        double[] lasted = {0};
        Histogram latencies = pace.during(write, () -> lasted[0] = seconds(action));
        add(cluster, name, lasted[0], latencies);
    }

    private void add(ProductCluster cluster, String name, double seconds, Histogram latencies)
            throws IOException, InterruptedException {
        double p99 = Pace.millis(latencies, 99);
        if (phases.isEmpty()) {
            quietMillis = p99;
        }
        phases.add(List.of(
                name,
                seconds,
                latencies.getTotalCount(),
                Pace.millis(latencies, 50),
                p99,
                p99 / quietMillis,
                latencies.getMaxValue() / 1e6,
                cluster.node(cluster.leader()).memory().anonymous() / MIB));
    }

    private CompletableFuture<?> write(RowsClient client) {
        // On one thread, that of the pacer.
        version++;
        return client.put(random.nextLong(keys), version);
    }

    /** Until it has what was committed when it was ready. */
    private static void restart(ProductCluster cluster, int node) throws IOException, InterruptedException {
        cluster.node(node).stop();
        cluster.restart(node);
        long committed;
        try (NodeView view = cluster.view(cluster.leader())) {
            committed = view.status().commitIndex();
        }
        try (NodeView view = cluster.view(node)) {
            Patience.until(
                    "node " + node,
                    () -> Optional.of(view.status().appliedIndex()).filter(applied -> applied >= committed));
        }
    }

    private Table holdings(ProductCluster cluster, int leader) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        for (int node = 1; node <= NODES; node++) {
            Memory memory = cluster.node(node).memory();
            rows.add(List.of(
                    "node " + node,
                    node == leader ? "leader" : "follower",
                    memory.anonymous() / MIB,
                    memory.fileBacked() / MIB,
                    DiskUse.of(cluster.data(node, "state")) / MIB,
                    DiskUse.of(cluster.data(node, "log")) / MIB));
        }
        return new Table(
                "What nodes take with " + keys + " rows of 32 B and 256 B, in MiB",
                List.of("node", "role", "anonymous", "file-backed", "state's file", "log"),
                rows,
                List.of("The log keeps " + SETTINGS.get("log.keep-size")
                        + " here, so that a new node gets the state."));
    }

    private static double seconds(Pace.Action action) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        action.run();
        return secondsSince(begun);
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
