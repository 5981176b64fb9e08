package io.quorate.benchmarks;

import io.quorate.benchmarks.load.Filling;
import io.quorate.benchmarks.process.DiskUse;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ManySessions;
import io.quorate.benchmarks.product.ProductCluster;
import io.quorate.benchmarks.product.RecipesClient;
import io.quorate.recipe.kv.KvRecipe;
import io.quorate.recipe.lock.LockRecipe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "scale",
        description = "How fast many sessions, locks and keys come, what each takes, and what others see of them.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ScaleBenchmark implements Callable<Integer> {
    private static final int MAX = 10_000_000;

    /** The cluster has a bound of 200,000. */
    private static final int MAX_SESSIONS = 190_000;

    private static final int MAX_SECONDS = 3_600;

    /** Keys and locks that are under way at a time. */
    private static final int IN_FLIGHT = 1_024;

    /** Of the writes that others do meanwhile. */
    private static final int RATE = 200;

    private static final int VALUE_BYTES = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    @Option(names = "--sessions", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int sessions = 100_000;

    @Option(names = "--locks", paramLabel = "N", description = "Held by one session. Default: ${DEFAULT-VALUE}.")
    private int locks = 100_000;

    @Option(names = "--keys", paramLabel = "N", description = "In one store. Default: ${DEFAULT-VALUE}.")
    private int keys = 1_000_000;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "For which writes are measured at each size. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    private final List<List<Object>> rows = new ArrayList<>();
    private long written;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--sessions", sessions, 1, MAX_SESSIONS);
        Settings.require(command, "--locks", locks, 1, MAX);
        Settings.require(command, "--keys", keys, 1, MAX);
        Settings.require(command, "--time", seconds, 1, MAX_SECONDS);
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        List<ManySessions> connections = new ArrayList<>();
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program());
                RecipesClient others = cluster.deploy(List.of(LockRecipe.class, KvRecipe.class));
                RecipesClient client = cluster.connectToRecipes()) {
            Supplier<CompletableFuture<?>> write = () -> write(others);
            new Pace(RATE, Duration.ofSeconds(seconds), WARM_UP).warmUp(write);
            grow(cluster, "nothing", 0, write, () -> {});
            grow(cluster, "sessions", sessions, write, () -> openSessions(cluster, connections));
            grow(cluster, "signs of life", sessions, write, () -> keepAlive(connections));
            grow(cluster, "locks", locks, write, () -> Filling.fill(locks, IN_FLIGHT, i -> client.take("lock/" + i)));
            grow(cluster, "keys", keys, write, () -> Filling.fill(keys, IN_FLIGHT, i -> put(client, i)));
            report.add(new Table(
                    "A cluster of three nodes that gets full, and " + RATE + " writes a second of others",
                    List.of("what comes", "number", "a second", "heap B", "file B", "p50 ms", "p99 ms"),
                    rows,
                    List.of(
                            "heap and file: of the leader, for each. p50 and p99: of the writes, when all are there.",
                            "A key has 16 B and a value of " + VALUE_BYTES + " B.")));
        } finally {
            for (ManySessions connection : connections) {
                connection.close();
            }
        }
    }

    private void openSessions(ProductCluster cluster, List<ManySessions> connections)
            throws IOException, InterruptedException {
        int leader = cluster.leader();
        for (int left = sessions; left > 0; left -= ManySessions.MAX_PER_CONNECTION) {
            ManySessions connection = cluster.connectForSessions(leader);
            connections.add(connection);
            connection.open(Math.min(left, ManySessions.MAX_PER_CONNECTION));
        }
    }

    private static void keepAlive(List<ManySessions> connections) throws IOException {
        for (ManySessions connection : connections) {
            connection.keepAlive();
        }
    }

    private void grow(
            ProductCluster cluster, String what, int number, Supplier<CompletableFuture<?>> write, Pace.Action action)
            throws IOException, InterruptedException {
        Settings.progress(number == 0 ? "measuring what others see of nothing" : number + " " + what);
        int leader = cluster.leader();
        long heap = cluster.node(leader).liveHeap();
        long file = DiskUse.of(cluster.data(leader, "state"));
        long begun = System.nanoTime();
        action.run();
        double took = (System.nanoTime() - begun) / 1e9;
        Histogram latencies = new Pace(RATE, Duration.ofSeconds(seconds), WARM_UP).quiet(write);
        rows.add(List.of(
                what,
                number,
                number == 0 ? 0 : number / took,
                number == 0 ? 0 : (cluster.node(leader).liveHeap() - heap) / number,
                number == 0 ? 0 : (DiskUse.of(cluster.data(leader, "state")) - file) / number,
                Pace.millis(latencies, 50),
                Pace.millis(latencies, 99)));
    }

    private static CompletableFuture<?> put(RecipesClient client, int number) {
        return client.put(String.format(java.util.Locale.ROOT, "/keys/%010d", number), new byte[VALUE_BYTES]);
    }

    private CompletableFuture<?> write(RecipesClient others) {
        // On one thread, that of the pacer.
        written++;
        return others.put("/others/" + written % 100, new byte[VALUE_BYTES]);
    }
}
