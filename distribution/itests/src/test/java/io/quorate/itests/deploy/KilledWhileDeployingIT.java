package io.quorate.itests.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.Cluster;
import io.quorate.itests.EqualStates;
import io.quorate.itests.Shipped;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are killed on the way of a bundle. {@code rounds} says how often at each step the leader and a follower; without it, it is one
 * of them at each step.
 */
class KilledWhileDeployingIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MAX_DELAY_MILLIS = 200;

    @TempDir
    private Path scratch;

    private final Random chance = new Random(1);
    private Cluster cluster;
    private QuorateClient client;
    private int builds;

    /** Where the bundle is when the node is killed. */
    private enum Step {
        UPLOADED_HALF,
        STAGED,
        READY_ON_SOME,
        ACTIVE,
        ANYWHERE
    }

    /** What a build came to, and what it is known by. */
    private record Build(String version, byte[] jar, String digest) {}

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(scratch);
        client = Quorate.builder()
                .endpoints(cluster.endpoints())
                .sessionTtl(PATIENCE)
                .defaultDeadline(PATIENCE)
                .connect();
        deploy(build());
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    private Build build() throws Exception {
        String version = "9.9." + ++builds;
        byte[] jar = Files.readAllBytes(Shipped.lockBundle(scratch, version));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(jar);
        return new Build(version, jar, HexFormat.of().formatHex(digest));
    }

    private void deploy(Build build) {
        Await.result(client.system().deployBundle(build.jar, PATIENCE));
    }

    @Test
    void itCompletesOrFailsWholeWhoeverIsKilledAtWhicheverStep() throws Exception {
        try (LockHandle held = locks().acquire("kept", PATIENCE)) {
            for (int kill = 0; kill < Step.values().length * Math.max(1, 2 * ROUNDS); kill++) {
                Step step = Step.values()[kill % Step.values().length];
                // There is an odd number of steps, so that each comes with both in turn.
                killAt(step, kill % 2 == 0);
                assertTrue(held.isValid());
                assertEquals(held.token(), holder("kept"));
            }
        }
    }

    private LockClient locks() {
        return client.open(Locks.TYPE);
    }

    private Object holder(String lock) {
        return locks().describe(lock).holder().orElseThrow().token();
    }

    /** @param leads whether the one that is killed leads */
    private void killAt(Step step, boolean leads) throws Exception {
        int leader = cluster.leader();
        int follower = cluster.followerOf(leader);
        int victim = leads ? leader : follower;
        int witness = cluster.numbers().stream()
                .filter(node -> node != leader && node != follower)
                .findFirst()
                .orElseThrow();
        Build build = build();
        String outcome;
        try (WatchedBundle seen = new WatchedBundle(cluster.node(witness), build.digest)) {
            CompletableFuture<?> deploying = reach(step, build, follower, seen);
            cluster.node(victim).kill();
            if (step == Step.READY_ON_SOME && leads) {
                cluster.node(follower).wake();
            }
            cluster.startAllThatAreDown();
            outcome = outcomeOf(deploying);
            EqualStates.await(cluster);
            requireWhole(build, outcome, seen.bundles());
            deploy(build);
            EqualStates.await(cluster);
            seen.await(info -> info.state().equals("ACTIVE"));
        }
        System.out.printf(
                "%s killed at %s: %s; active after another attempt%n", leads ? "leader" : "follower", step, outcome);
    }

    /** Begins to deploy and returns when the step is reached. */
    private CompletableFuture<?> reach(Step step, Build build, int follower, WatchedBundle seen) throws Exception {
        switch (step) {
            case UPLOADED_HALF -> {
                byte[] half = Arrays.copyOf(build.jar, build.jar.length / 2);
                SystemCommand.StageChunk part = new SystemCommand.StageChunk(build.digest, 0, build.jar.length, half);
                Await.result(client.system().call(part, SystemCommand.Staged.class));
                return begin(build);
            }
            case STAGED -> {
                CompletableFuture<?> deploying = begin(build);
                seen.await(info -> true);
                return deploying;
            }
            case READY_ON_SOME -> {
                // A voter that stands still is waited for, until its links are given up.
                cluster.node(follower).suspend();
                CompletableFuture<?> deploying = begin(build);
                seen.await(
                        info -> !info.state().equals("STAGED") || info.detail().matches(".*[0-9].*"));
                return deploying;
            }
            case ACTIVE -> {
                CompletableFuture<?> deploying = begin(build);
                seen.await(info -> info.state().equals("ACTIVE"));
                return deploying;
            }
            case ANYWHERE -> {
                CompletableFuture<?> deploying = begin(build);
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(MAX_DELAY_MILLIS));
                return deploying;
            }
        }
        throw new IllegalArgumentException(step.toString());
    }

    private CompletableFuture<?> begin(Build build) {
        return client.system().deployBundle(build.jar, PATIENCE);
    }

    private static String outcomeOf(CompletableFuture<?> deploying) throws Exception {
        try {
            deploying.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return "";
        } catch (ExecutionException failure) {
            assertFalse(failure.getCause().getMessage().isBlank(), "a failure says why");
            return failure.getCause().getMessage();
        }
    }

    private static void requireWhole(Build build, String outcome, List<SystemQuery.BundleInfo> bundles) {
        List<String> active = bundles.stream()
                .filter(each -> each.state().equals("ACTIVE"))
                .map(SystemQuery.BundleInfo::version)
                .toList();
        assertEquals(1, active.size(), bundles::toString);
        if (outcome.isEmpty()) {
            assertEquals(build.version, active.get(0), bundles::toString);
        }
    }

    @Test
    void aFixIsDeployedThoughAVoterIsDeadAndReachesItBeforeItAppliesFurther() throws Exception {
        try (LockHandle held = locks().acquire("kept", PATIENCE)) {
            int dead = cluster.followerOf(cluster.leader());
            cluster.node(dead).kill();
            Build fix = build();
            deploy(fix);
            locks().acquire("door", PATIENCE).close();
            damageCache(dead);

            cluster.startAllThatAreDown();
            EqualStates.await(cluster);
            requireServes(dead, fix);
            assertTrue(held.isValid());
        }
    }

    @Test
    void nodesThatLagOrJoinLaterHaveTheBundleFirst() throws Exception {
        int slow = cluster.followerOf(cluster.leader());
        cluster.node(slow).suspend();
        Build build = build();
        deploy(build);
        locks().acquire("door", PATIENCE).close();
        cluster.node(slow).wake();
        EqualStates.await(cluster);
        requireServes(slow, build);

        cluster.join(scratch, 4);
        cli("cluster", "add", "4@127.0.0.1:" + cluster.peerPort(4));
        EqualStates.await(cluster);
        requireServes(4, build);
    }

    /** It leads, and runs this build. */
    private void requireServes(int node, Build build) throws Exception {
        cli("cluster", "transfer", Integer.toString(node));
        assertEquals(node, cluster.leader());
        try (WatchedBundle seen = new WatchedBundle(cluster.node(node), build.digest)) {
            assertEquals("ACTIVE", seen.now().orElseThrow().state());
        }
        locks().acquire("door", PATIENCE).close();
        EqualStates.await(cluster);
    }

    /** A crash, or a disk, left nothing of use in the files that a node keeps bundles in while it runs. */
    private void damageCache(int node) throws IOException {
        Path cache = cluster.node(node).data().resolve("bundles-cache");
        int damaged = 0;
        try (var files = Files.walk(cache)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
                damaged++;
            }
        }
        assertTrue(damaged > 0, "nothing is kept in " + cache);
    }

    private void cli(String... command) throws Exception {
        String[] all = new String[command.length + 2];
        all[0] = "--endpoints";
        all[1] = cluster.endpoints();
        System.arraycopy(command, 0, all, 2, command.length);
        Shipped.Ended ended = Shipped.run(scratch, all);
        assertEquals(0, ended.code(), ended::toString);
    }
}
