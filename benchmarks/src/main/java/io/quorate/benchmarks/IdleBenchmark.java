package io.quorate.benchmarks;

import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ProductCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "idle",
        description = "What three nodes without clients use of a processor.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class IdleBenchmark implements Callable<Integer> {
    /** For what starting and compiling leave behind. */
    private static final int SETTLING_SECONDS = 15;

    private static final int MEASURED_SECONDS = 30;

    @Mixin
    private Settings settings = new Settings();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program())) {
            Settings.progress("settling for " + SETTLING_SECONDS + " s, then measuring " + MEASURED_SECONDS + " s");
            TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
            List<Duration> before = cluster.nodes().stream().map(Child::cpu).toList();
            long begun = System.nanoTime();
            TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
            List<Duration> after = cluster.nodes().stream().map(Child::cpu).toList();
            long nanos = System.nanoTime() - begun;
            int leader;
            try (var client = cluster.connect()) {
                leader = client.leader();
            }
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < after.size(); i++) {
                double percent = after.get(i).minus(before.get(i)).toNanos() * 100.0 / nanos;
                rows.add(List.of("node " + (i + 1), i + 1 == leader ? "leader" : "follower", percent));
            }
            report.add(new Table(
                    "Idle nodes, " + MEASURED_SECONDS + " s",
                    List.of("node", "role", "% of a core"),
                    rows,
                    List.of("Aim: below 2 %.")));
        }
    }
}
