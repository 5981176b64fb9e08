package io.quorate.benchmarks;

import io.quorate.benchmarks.process.DiskUse;
import io.quorate.benchmarks.process.Memory;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ProductCluster;
import io.quorate.benchmarks.product.Rows;
import io.quorate.benchmarks.product.RowsClient;
import io.quorate.benchmarks.product.RowsFilling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** One node whose state grows: what grows with it, and what does not. */
final class StateCurve {
    private static final int NODE = 1;
    private static final int RANGE = 10;
    private static final double GB = 1e9;
    private static final double MIB = 1024 * 1024;
    private static final int SEED = 1;

    private final List<Double> sizes;
    private final Pace pace;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<List<Object>> latencies = new ArrayList<>();
    private final List<List<Object>> holdings = new ArrayList<>();
    private long version;

    /** @param sizes in GB, rising */
    StateCurve(List<Double> sizes, Pace pace) {
        this.sizes = sizes;
        this.pace = pace;
    }

    void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program(), 1, Map.of());
                RowsClient client = cluster.deployRows()) {
            // Twice what is kept: rows count with their keys and the kernel's part of them.
            long most = (long) Math.ceil(2 * sizes.get(sizes.size() - 1) * GB / MIB / 1024) + 1;
            cluster.run(List.of("cluster", "config", "set", "state.max-size", most + "GiB"));
            long rows = 0;
            for (double size : sizes) {
                long wanted = (long) (size * GB / Rows.BYTES);
                Settings.progress("writing " + (wanted - rows) + " rows");
                RowsFilling.fill(client, rows, wanted);
                rows = wanted;
                at(cluster, client, size, rows);
            }
        }
        report.add(new Table(
                "Calls to one node as its state grows, " + pace.rate() + " a second, in ms",
                List.of("GB", "put p50", "p99", "get p50", "p99 of get", "range p50", "p99 of range"),
                latencies,
                List.of("range: of " + RANGE + " rows. Aim: none grows beyond the depth of the tree.")));
        report.add(new Table(
                "What it takes",
                List.of("GB", "rows", "anonymous MiB", "file-backed MiB", "state's file MiB", "log MiB", "restart s"),
                holdings,
                List.of("restart: from SIGTERM to the answer to a query.")));
    }

    private void at(ProductCluster cluster, RowsClient client, double size, long rows)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        cluster.node(NODE).stop();
        cluster.restart(NODE);
        client.get(0).join();
        double restart = (System.nanoTime() - begun) / 1e9;
        pace.warmUp(() -> put(client, rows));
        Settings.progress("measuring at " + size + " GB");
        List<Object> row = new ArrayList<>(List.of(Table.text(size)));
        List<Supplier<CompletableFuture<?>>> kinds = List.of(
                () -> put(client, rows),
                () -> client.get(random.nextLong(rows)),
                () -> client.range(random.nextLong(rows), RANGE));
        for (Supplier<CompletableFuture<?>> kind : kinds) {
            Histogram measured = pace.quiet(kind);
            row.addAll(List.of(Pace.millis(measured, 50), Pace.millis(measured, 99)));
        }
        latencies.add(row);
        Memory memory = cluster.node(NODE).memory();
        holdings.add(List.of(
                Table.text(size),
                rows,
                memory.anonymous() / MIB,
                memory.fileBacked() / MIB,
                DiskUse.of(cluster.data(NODE, "state")) / MIB,
                DiskUse.of(cluster.data(NODE, "log")) / MIB,
                restart));
    }

    private CompletableFuture<?> put(RowsClient client, long rows) {
        // On one thread, that of the pacer.
        version++;
        return client.put(random.nextLong(rows), version);
    }
}
