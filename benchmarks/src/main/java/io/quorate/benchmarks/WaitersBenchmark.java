package io.quorate.benchmarks;

import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.LiveHeap;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.LockQueue;
import io.quorate.benchmarks.product.ProductCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "waiters",
        description = "How fast a lock goes from one to the next of many that wait, and what each takes of the memory.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class WaitersBenchmark implements Callable<Integer> {
    /** The limit of an instance. */
    private static final int MAX_WAITERS = 10_000;

    private static final int MAX_CLIENTS = 1_024;
    private static final int MAX_HANDOVERS = 1_000_000;

    /** With which the many are compared. */
    private static final int FEW = 10;

    private static final int WARM_UP_HANDOVERS = 20_000;

    @Option(names = "--waiters", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}, the limit of a lock.")
    private int waiters = MAX_WAITERS;

    @Option(names = "--clients", paramLabel = "N", description = "That share them. Default: ${DEFAULT-VALUE}.")
    private int clients = 10;

    @Option(names = "--handovers", paramLabel = "N", description = "Measured. Default: ${DEFAULT-VALUE}.")
    private int handovers = 10_000;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--waiters", waiters, FEW, MAX_WAITERS);
        Settings.require(command, "--clients", clients, 1, MAX_CLIENTS);
        Settings.require(command, "--handovers", handovers, 1, MAX_HANDOVERS);
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program())) {
            cluster.deployLock().close();
            try (LockQueue queue = cluster.connectToQueue(clients)) {
                measure(cluster, queue, report);
            }
        }
    }

    private void measure(ProductCluster cluster, LockQueue queue, Report report)
            throws IOException, InterruptedException {
        // The holder, and those that wait.
        queue.grow(1 + FEW);
        Settings.progress("warming up with " + WARM_UP_HANDOVERS + " handovers");
        queue.handOver(WARM_UP_HANDOVERS);
        Histogram few = queue.handOver(handovers);
        List<Long> before = heaps(cluster);
        queue.grow(waiters - FEW);
        List<Long> after = heaps(cluster);
        report.add(memory(cluster, before, after));
        Settings.progress("handing over among " + waiters);
        report.add(speed(few, queue.handOver(handovers)));
    }

    /** Of this process and of all nodes. */
    private static List<Long> heaps(ProductCluster cluster) throws IOException, InterruptedException {
        List<Long> bytes = new ArrayList<>(List.of(LiveHeap.own()));
        for (Child node : cluster.nodes()) {
            bytes.add(node.liveHeap());
        }
        return bytes;
    }

    private Table memory(ProductCluster cluster, List<Long> before, List<Long> after) {
        int leader;
        try (var client = cluster.connect()) {
            leader = client.leader();
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            String where = i == 0 ? "clients" : i == leader ? "leader" : "follower";
            rows.add(List.of(where, (after.get(i) - before.get(i)) / (waiters - FEW)));
        }
        return new Table(
                "Heap of " + waiters + " that wait for one lock, " + clients + " clients, in bytes for each",
                List.of("where", "B"),
                rows,
                List.of());
    }

    private Table speed(Histogram few, Histogram many) {
        return new Table(
                "From the holder's call to the next one's handle, " + handovers + " handovers",
                List.of("waiting", "p50 ms", "p99 ms", "max ms"),
                List.of(row(FEW, few), row(waiters, many)),
                List.of());
    }

    private static List<Object> row(int waiting, Histogram nanos) {
        return List.of(
                waiting,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6);
    }
}
