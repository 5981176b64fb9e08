package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.CompiledRecipe;
import io.quorate.itests.Shipped;
import io.quorate.recipe.client.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real nodes whose machines, disks and network fail while clients work: nothing that they are told is wrong. How long and how
 * many is set by {@code faults.minutes}, {@code faults.nodes}, {@code faults.clients} (in four processes) and {@code
 * faults.seed}; {@code faults.kinds} names the kinds of faults, separated by commas, when not all are wanted.
 */
class FaultsIT {
    private static final int NODES = Integer.getInteger("faults.nodes", 5);
    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final long MINUTES = Long.getLong("faults.minutes", 0);
    private static final int RECIPE_CLIENTS = Integer.getInteger("faults.clients", MINUTES > 0 ? 64 : 16);
    private static final int RECIPE_PROCESSES = 4;
    private static final Set<String> KINDS = Set.of(
            System.getProperty("faults.kinds", MINUTES > 0 ? "all" : "third").split(","));

    /** Which of three thirds of the kinds a short run has. */
    private static final int THIRD = ThreadLocalRandom.current().nextInt(3);

    private static final Duration LONGEST = MINUTES > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(1);
    private static final Duration STOPPED = MINUTES > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(4);
    private static final int PROGRESS = 100;

    /** Operations for each second of a run of minutes; with fewer a history shows little. */
    private static final double MIN_RATE = 30;

    @TempDir
    private static Path scratch;

    private static FaultyCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = FaultyCluster.start(scratch, NODES);
        deploy(cluster, scratch, Workloads.ALL);
    }

    static void deploy(FaultyCluster cluster, Path scratch, List<Workload> workloads) throws Exception {
        try (QuorateClient client = Quorate.connect(cluster.nodes().endpoints())) {
            RegisterClients.deploy(client);
            Duration patience = Duration.ofSeconds(30);
            Await.result(client.system()
                    .deployBundle(
                            CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe"), patience));
            for (Workload workload : workloads) {
                Await.result(
                        client.system().deployBundle(Files.readAllBytes(Shipped.bundle(workload.recipe())), patience));
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void nothingIsWrongUnderFaultsOfOneSeed() throws Exception {
        System.out.println("seed " + SEED + ", " + NODES + " nodes, " + MINUTES + " min");
        Predicate<String> wanted = kind -> KINDS.contains("all")
                || KINDS.contains(kind)
                || (KINDS.contains("third") && Math.floorMod(kind.hashCode(), 3) == THIRD);
        RecipeCrowd.Strength strength = new RecipeCrowd.Strength(RECIPE_PROCESSES, RECIPE_CLIENTS / RECIPE_PROCESSES);
        try (Load load = Load.begin(cluster, scratch, "random", strength, SEED)) {
            new Nemesis(cluster, load, scratch, SEED, LONGEST, wanted).run(Duration.ofMinutes(MINUTES));
            if (MINUTES > 0) {
                load.requireRate(MIN_RATE);
            }
            load.endAndCheck();
        }
    }

    @Test
    void aLeaderAndAFollowerThatStoodStillServeNothingOld() throws Exception {
        RecipeCrowd.Strength strength = new RecipeCrowd.Strength(1, 4);
        try (Load load = Load.begin(cluster, scratch, "stopped", strength, SEED)) {
            load.awaitProgress(PROGRESS);
            int leader = cluster.nodes().leader();
            int follower = cluster.nodes().followerOf(leader);
            for (List<Integer> together :
                    NODES < 5 ? List.of(List.of(leader), List.of(follower)) : List.of(List.of(leader, follower))) {
                for (int node : together) {
                    cluster.node(node).suspend();
                }
                load.awaitProgress(PROGRESS);
                TimeUnit.NANOSECONDS.sleep(STOPPED.toNanos());
                for (int node : together) {
                    cluster.node(node).wake();
                }
                load.awaitProgress(PROGRESS);
            }
            load.endAndCheck();
        }
    }
}
