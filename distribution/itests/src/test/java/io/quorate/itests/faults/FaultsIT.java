package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.CompiledRecipe;
import io.quorate.itests.ServerProcess;
import io.quorate.itests.Shipped;
import io.quorate.recipe.client.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real nodes whose machines, disks and network fail while clients work: nothing that they are told is wrong. How long and how
 * many is set by {@code faults.minutes}, {@code faults.nodes} and {@code faults.seed}.
 */
class FaultsIT {
    private static final int NODES = Integer.getInteger("faults.nodes", 5);
    private static final long SEED = Long.getLong("faults.seed", 1);
    private static final long MINUTES = Long.getLong("faults.minutes", 0);
    private static final Duration TIME = MINUTES > 0 ? Duration.ofMinutes(MINUTES) : Duration.ofSeconds(12);
    private static final Duration LONGEST = MINUTES > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(3);
    private static final Duration STOPPED = MINUTES > 0 ? Duration.ofSeconds(30) : Duration.ofSeconds(6);
    private static final int PROGRESS = 100;

    @TempDir
    private static Path scratch;

    private static FaultyCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = FaultyCluster.start(scratch, NODES);
        deploy(cluster, scratch);
    }

    static void deploy(FaultyCluster cluster, Path scratch) throws Exception {
        try (QuorateClient client = Quorate.connect(cluster.nodes().endpoints())) {
            RegisterClients.deploy(client);
            Duration patience = Duration.ofSeconds(30);
            Await.result(client.system()
                    .deployBundle(
                            CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe"), patience));
            Await.result(client.system().deployBundle(Files.readAllBytes(lock()), patience));
        }
    }

    private static Path lock() throws Exception {
        try (Stream<Path> recipes = Files.list(Shipped.home().resolve("recipes"))) {
            return recipes.filter(file -> file.getFileName().toString().contains("lock"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void nothingIsWrongUnderFaultsOfOneSeed() throws Exception {
        System.out.println("seed " + SEED + ", " + NODES + " nodes, " + TIME);
        try (Load load = Load.begin(cluster, "random", SEED)) {
            new Nemesis(cluster, load, scratch, SEED, LONGEST).run(TIME);
            load.endAndCheck();
        }
    }

    @Test
    void aLeaderAndAFollowerThatStoodStillServeNothingOld() throws Exception {
        try (Load load = Load.begin(cluster, "stopped", SEED)) {
            load.awaitProgress(PROGRESS);
            int leader = cluster.nodes().leader();
            int follower = cluster.nodes().followerOf(leader);
            for (List<Integer> together :
                    NODES < 5 ? List.of(List.of(leader), List.of(follower)) : List.of(List.of(leader, follower))) {
                long before = load.acknowledged();
                for (int node : together) {
                    cluster.node(node).suspend();
                }
                TimeUnit.NANOSECONDS.sleep(STOPPED.toNanos());
                for (int node : together) {
                    cluster.node(node).wake();
                }
                assertTrue(load.acknowledged() > before + PROGRESS, "the others go on");
                load.awaitProgress(PROGRESS);
            }
            load.endAndCheck();
        }
    }

    /** The others are two groups that do not see each other, and one node sees both. */
    @Test
    void goesOnWhenOneNodeAloneSeesBothHalves() throws Exception {
        try (Load load = Load.begin(cluster, "bridge", SEED)) {
            load.awaitProgress(PROGRESS);
            int bridge = cluster.nodes().followerOf(cluster.nodes().leader());
            List<Integer> others = cluster.nodes().numbers().stream()
                    .filter(node -> node != bridge)
                    .toList();
            for (int one : others.subList(0, others.size() / 2)) {
                for (int other : others.subList(others.size() / 2, others.size())) {
                    cluster.traffic().cut(new Way(one, other));
                    cluster.traffic().cut(new Way(other, one));
                }
            }
            load.awaitProgress(5 * PROGRESS);
            cluster.traffic().heal();
            load.awaitProgress(PROGRESS);
            load.endAndCheck();
        }
    }

    @Test
    void goesOnWhileEachNodeIsRestartedInTurn() throws Exception {
        try (Load load = Load.begin(cluster, "rolling", SEED)) {
            for (int node : cluster.nodes().numbers()) {
                load.awaitProgress(PROGRESS);
                int code = cluster.node(node).terminate();
                assertTrue(code == 0, () -> "SIGTERM ended with " + code);
                load.awaitProgress(PROGRESS);
                cluster.node(node).start();
            }
            load.endAndCheck();
        }
    }

    @Test
    void aPowerLossOfAllNodesLosesNothing() throws Exception {
        try (Load load = Load.begin(cluster, "power", SEED)) {
            load.awaitProgress(PROGRESS);
            cluster.losePower();
            // On a busy machine all nodes take long to start, and the rate counts that time too.
            load.awaitProgress(10 * PROGRESS);
            load.endAndCheck();
        }
    }

    @Test
    void aNodeWhoseLogIsDamagedSaysWhereAndServesNothing() throws Exception {
        try (Load load = Load.begin(cluster, "damaged", SEED)) {
            load.awaitProgress(PROGRESS);
            ServerProcess node = cluster.node(cluster.nodes().leader());
            node.kill();
            LogFlip flip = LogFlip.in(node.data(), (int) SEED);
            node.begin();
            assertNotEquals(0, node.awaitExit());
            assertTrue(node.output().contains("file " + flip.fileName()), node.output());
            assertTrue(node.output().contains("remove it and let it join anew"), node.output());
            load.awaitProgress(PROGRESS);
            flip.undo();
            node.start();
            load.endAndCheck();
        }
    }
}
