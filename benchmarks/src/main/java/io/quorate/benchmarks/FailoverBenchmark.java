package io.quorate.benchmarks;

import io.quorate.benchmarks.load.Load;
import io.quorate.benchmarks.process.Child;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ProductCluster;
import io.quorate.benchmarks.product.ProductWrites;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "failover",
        description = "From the leader's death, or its stop, to the next write of a connected client.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class FailoverBenchmark implements Callable<Integer> {
    private static final int MAX_ROUNDS = 1_000;
    private static final int WARM_WRITES = 2_000;
    private static final int PATIENCE_SECONDS = 60;

    /** In which the node that comes back gets what it missed. */
    private static final int SETTLING_SECONDS = 2;

    @Option(names = "--rounds", paramLabel = "N", description = "Of each fault. Default: ${DEFAULT-VALUE}.")
    private int rounds = 10;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    private enum Fault {
        KILLED("leader killed (SIGKILL)", "<= 1,000"),
        STOPPED("leader stopped (SIGSTOP)", "<= 1,500");

        private final String title;
        private final String aim;

        Fault(String title, String aim) {
            this.title = title;
            this.aim = aim;
        }

        private void strike(Child leader) throws IOException, InterruptedException {
            switch (this) {
                case KILLED -> leader.kill();
                case STOPPED -> leader.signal("STOP");
            }
        }

        private void repair(ProductCluster cluster, int leader) throws IOException, InterruptedException {
            switch (this) {
                case KILLED -> cluster.restart(leader);
                case STOPPED -> cluster.node(leader).signal("CONT");
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--rounds", rounds, 1, MAX_ROUNDS);
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        List<List<Object>> rows = new ArrayList<>();
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program());
                ProductWrites client = cluster.connect()) {
            for (int i = 0; i < WARM_WRITES; i++) {
                write(client);
            }
            for (Fault fault : Fault.values()) {
                List<Double> millis = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    millis.add(outage(cluster, client, fault));
                    Settings.progress(fault.title + ": " + Table.text(millis.get(round)) + " ms");
                }
                Collections.sort(millis);
                rows.add(
                        List.of(fault.title, rounds, millis.get(0), median(millis), millis.get(rounds - 1), fault.aim));
            }
        }
        report.add(new Table(
                "Until a connected client's next write is acknowledged, in ms",
                List.of("fault", "rounds", "min", "median", "max", "aim of the median"),
                rows,
                List.of()));
    }

    /** Milliseconds. Leaves all nodes running. */
    private static double outage(ProductCluster cluster, ProductWrites client, Fault fault)
            throws IOException, InterruptedException {
        write(client);
        int leader = client.leader();
        long begun = System.nanoTime();
        fault.strike(cluster.node(leader));
        write(client);
        double millis = (System.nanoTime() - begun) / 1e6;
        fault.repair(cluster, leader);
        TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
        return millis;
    }

    private static void write(ProductWrites client) throws IOException, InterruptedException {
        try {
            client.write(0, new byte[Load.VALUE_BYTES]).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("a write failed: " + failure, failure);
        }
    }

    /** Of sorted values. */
    static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
