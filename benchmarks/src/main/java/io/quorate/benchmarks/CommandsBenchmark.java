package io.quorate.benchmarks;

import io.quorate.benchmarks.floor.DiskPace;
import io.quorate.benchmarks.floor.FloorCluster;
import io.quorate.benchmarks.floor.RoundTrip;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ProductCluster;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "commands",
        description = "Commands of 256 B to three nodes: throughput, latency, CPU; beside the machine's floor.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CommandsBenchmark implements Callable<Integer> {
    @Mixin
    private LoadSettings load = new LoadSettings();

    @Mixin
    private Settings settings = new Settings();

    @Override
    public Integer call() throws IOException, InterruptedException {
        load.check();
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        report.add(machine(workplace));
        try (FloorCluster floor = FloorCluster.start(workplace);
                ProductCluster product = ProductCluster.start(workplace, Settings.program())) {
            report.add(new Comparison(List.of(product, floor), load)
                    .run(
                            FloorCluster.NAME,
                            List.of(
                                    "CPU: user and system time of the three nodes, for each write.",
                                    "Aims: p50 at most 2 x the floor's, CPU at most 3 x the floor's.")));
        }
    }

    private static Table machine(Workplace workplace) throws IOException {
        return new Table(
                "The machine",
                List.of("what", "p50 us", "p99 us"),
                List.of(
                        row("append of 4 KiB and fdatasync", DiskPace.measure(workplace.directory("pace"))),
                        row("256 B over loopback and back", RoundTrip.measure())),
                List.of());
    }

    private static List<Object> row(String what, Histogram nanos) {
        return List.of(what, nanos.getValueAtPercentile(50) / 1e3, nanos.getValueAtPercentile(99) / 1e3);
    }
}
