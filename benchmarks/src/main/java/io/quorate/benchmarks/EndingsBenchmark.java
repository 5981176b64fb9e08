package io.quorate.benchmarks;

import io.quorate.benchmarks.load.Filling;
import io.quorate.benchmarks.process.Workplace;
import io.quorate.benchmarks.product.ProductCluster;
import io.quorate.benchmarks.product.RecipesClient;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.KvRecipe;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.recipe.queue.QueueRecipe;
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
        name = "endings",
        description = "How long it takes to clean up after a session that had much, and what others see of it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class EndingsBenchmark implements Callable<Integer> {
    /** Waiting calls of a session are bounded by 16,384. */
    private static final int MAX = 16_000;

    private static final int MAX_SECONDS = 3_600;
    private static final int IN_FLIGHT = 256;

    /** Of the writes that others do meanwhile. */
    private static final int RATE = 200;

    private static final int VALUE_BYTES = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    @Option(
            names = "--each",
            paramLabel = "N",
            description = "Locks, waiting calls, keys and leases of the session. Default: ${DEFAULT-VALUE}.")
    private int each = 10_000;

    @Option(
            names = "--time",
            paramLabel = "SECONDS",
            description = "For which writes are measured before. Default: ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Mixin
    private Settings settings = new Settings();

    @Spec
    private CommandSpec command = CommandSpec.create();

    private final List<List<Object>> rows = new ArrayList<>();
    private long written;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings.require(command, "--each", each, 1, MAX);
        Settings.require(command, "--time", seconds, 1, MAX_SECONDS);
        return settings.run(this::run);
    }

    private void run(Workplace workplace, Report report) throws IOException, InterruptedException {
        try (ProductCluster cluster = ProductCluster.start(workplace, Settings.program());
                RecipesClient others = cluster.deploy(List.of(LockRecipe.class, KvRecipe.class, QueueRecipe.class))) {
            Pace pace = new Pace(RATE, Duration.ofSeconds(seconds), WARM_UP);
            Supplier<CompletableFuture<?>> write = () -> write(others);
            pace.warmUp(write);
            add("nothing", seconds, pace.quiet(write));
            Filling.fill(each, IN_FLIGHT, i -> others.take("others/" + i));
            end(
                    cluster,
                    others,
                    "locks",
                    write,
                    client -> Filling.fill(each, IN_FLIGHT, i -> client.take("lock/" + i)));
            end(cluster, others, "waiting calls", write, this::wait);
            end(
                    cluster,
                    others,
                    "keys",
                    write,
                    client ->
                            Filling.fill(each, IN_FLIGHT, i -> client.putBound("/bound/" + i, new byte[VALUE_BYTES])));
            Filling.fill(each, IN_FLIGHT, i -> others.offer(new byte[VALUE_BYTES]));
            end(cluster, others, "leases", write, client -> Filling.fill(each, IN_FLIGHT, i -> client.lease()));
            report.add(
                    new Table(
                            "A session ends that had " + each + " of each, and " + RATE + " writes a second of others",
                            List.of("it had", "s", "writes", "p50 ms", "p99 ms", "max ms"),
                            rows,
                            List.of(
                                    "s: until the last of them is gone. The first row is measured while nothing else happens.")));
        }
    }

    private interface Have {
        void all(RecipesClient client) throws IOException, InterruptedException;
    }

    private void end(
            ProductCluster cluster, RecipesClient others, String what, Supplier<CompletableFuture<?>> write, Have have)
            throws IOException, InterruptedException {
        Settings.progress(each + " " + what);
        long keys = others.keys();
        RecipesClient client = cluster.connectToRecipes();
        have.all(client);
        SessionId session = client.session();
        double[] took = {0};
        Histogram latencies = new Pace(RATE, Duration.ofSeconds(seconds), WARM_UP).during(write, () -> {
            long begun = System.nanoTime();
            client.close();
            others.awaitNothingOf(session, keys);
            took[0] = (System.nanoTime() - begun) / 1e9;
        });
        add(what, took[0], latencies);
    }

    /** For locks that others have. */
    private void wait(RecipesClient client) throws IOException, InterruptedException {
        for (int i = 0; i < each; i++) {
            client.queueFor("others/" + i);
        }
        // Commands of a session are applied in order.
        Filling.fill(1, 1, i -> client.take("after-all"));
    }

    private void add(String what, double took, Histogram latencies) {
        rows.add(List.of(
                what,
                took,
                latencies.getTotalCount(),
                Pace.millis(latencies, 50),
                Pace.millis(latencies, 99),
                latencies.getMaxValue() / 1e6));
    }

    private CompletableFuture<?> write(RecipesClient others) {
        // On one thread, that of the pacer.
        written++;
        return others.put("/others/" + written % 100, new byte[VALUE_BYTES]);
    }
}
