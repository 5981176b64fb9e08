package io.quorate.benchmarks;

import io.quorate.benchmarks.load.PacedLoad;
import io.quorate.benchmarks.load.PacedLoad.Sample;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.LockTurns;
import io.quorate.benchmarks.product.LockUpgrades;
import io.quorate.benchmarks.product.ProductCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "upgrades",
        description = "What clients of a lock see while its recipe is upgraded and rolled back.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class UpgradesBenchmark implements Callable<Integer> {
    private static final int MAX_CLIENTS = 1_024;
    private static final int MAX_RATE = 100_000;
    private static final int MAX_UPGRADES = 1_000;
    private static final int WARM_UP_SECONDS = 10;

    /** Before and after the answer to whoever deploys; the switch itself lies a little before it. */
    private static final long AROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    @Option(names = "--upgrades", paramLabel = "N", description = "And as many rollbacks. Default: ${DEFAULT-VALUE}.")
    private int upgrades = 10;

    @Option(names = "--every", paramLabel = "SECONDS", description = "Between two of them. Default: ${DEFAULT-VALUE}.")
    private int everySeconds = 3;

    @Option(names = "--clients", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int clients = 64;

    @Option(names = "--rate", paramLabel = "N", description = "Commands of all in a second. Default: ${DEFAULT-VALUE}.")
    private int rate = 500;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    /** From the request to deploy to its answer. */
    private record Deployed(long fromNanos, long toNanos) {
        boolean isAround(long nanos) {
            return Math.abs(nanos - toNanos) <= AROUND_NANOS;
        }

        boolean isOnItsWay(long nanos) {
            return nanos >= fromNanos && nanos <= toNanos && !isAround(nanos);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--upgrades", upgrades, 1, MAX_UPGRADES);
        Settings.require(command, "--every", everySeconds, 1, MAX_UPGRADES);
        Settings.require(command, "--clients", clients, 1, MAX_CLIENTS);
        Settings.require(command, "--rate", rate, 1, MAX_RATE);
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        List<LockTurns> connected = new ArrayList<>();
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program());
                LockUpgrades operator = cluster.deployLock()) {
            for (int i = 0; i < clients; i++) {
                connected.add(cluster.connectToLock("lock-" + i));
            }
            warmUp(connected);
            try (PacedLoad load = PacedLoad.begin(connected, rate)) {
                List<Deployed> deployed = deployments(operator);
                report.add(table(load.end(), deployed));
            }
        } finally {
            connected.forEach(LockTurns::close);
        }
    }

    /** A load of its own, so that what it could not send in time is not carried on. */
    private void warmUp(List<LockTurns> connected) throws IOException, InterruptedException {
        Settings.progress("warming up for " + WARM_UP_SECONDS + " s");
        try (PacedLoad load = PacedLoad.begin(connected, rate)) {
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            load.end();
        }
    }

    private List<Deployed> deployments(LockUpgrades operator) throws IOException, InterruptedException {
        List<Deployed> deployed = new ArrayList<>();
        for (int round = 1; round <= upgrades; round++) {
            byte[] build = operator.nextBuild();
            TimeUnit.SECONDS.sleep(everySeconds);
            long begun = System.nanoTime();
            operator.upgrade(build);
            deployed.add(new Deployed(begun, System.nanoTime()));
            TimeUnit.SECONDS.sleep(everySeconds);
            begun = System.nanoTime();
            operator.rollback();
            deployed.add(new Deployed(begun, System.nanoTime()));
            Settings.progress("upgraded and rolled back: " + round);
        }
        TimeUnit.SECONDS.sleep(everySeconds);
        return deployed;
    }

    private Table table(List<Sample> samples, List<Deployed> deployed) {
        Predicate<Sample> around = sample -> deployed.stream().anyMatch(each -> each.isAround(sample.dueNanos()));
        Predicate<Sample> onItsWay = sample -> deployed.stream().anyMatch(each -> each.isOnItsWay(sample.dueNanos()));
        Histogram normal = latencies(samples, around.or(onItsWay).negate());
        Histogram switched = latencies(samples, around);
        List<List<Object>> rows = new ArrayList<>();
        rows.add(row("nothing is deployed", normal));
        rows.add(row("a bundle is uploaded and looked at", latencies(samples, onItsWay.and(around.negate()))));
        rows.add(row("within 250 ms of an activation", switched));
        double more = millis(switched, 99) - millis(normal, 99);
        return new Table(
                "Commands of " + clients + " clients, " + rate
                        + " a second, while a lock's recipe is upgraded and rolled back " + upgrades + " times",
                List.of("while", "commands", "p50 ms", "p99 ms", "max ms"),
                rows,
                List.of("p99 at an activation is " + Table.text(more) + " ms above normal. Aim: within 10 ms."));
    }

    private static Histogram latencies(List<Sample> samples, Predicate<Sample> wanted) {
        return PacedLoad.latencies(samples.stream().filter(wanted).toList());
    }

    private static List<Object> row(String when, Histogram latencies) {
        return List.of(
                when,
                latencies.getTotalCount(),
                millis(latencies, 50),
                millis(latencies, 99),
                latencies.getMaxValue() / 1e6);
    }

    private static double millis(Histogram latencies, double percent) {
        return latencies.getValueAtPercentile(percent) / 1e6;
    }
}
