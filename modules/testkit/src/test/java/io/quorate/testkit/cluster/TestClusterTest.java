package io.quorate.testkit.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.testkit.GateRecipe;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TestClusterTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofMinutes(50);

    private static TestCluster start(int nodes) {
        return TestCluster.builder().nodes(nodes).recipe(GateRecipe.class).start();
    }

    private static CompletableFuture<SortedMap<String, Object>> enter(QuorateClient client, Duration wait) {
        return client.resource(client.namespace(), "gate", 1, "front")
                .call("enter", new TreeMap<>(Map.of("waitMillis", wait.toMillis())), wait.plusSeconds(60));
    }

    private static void leave(QuorateClient client, SortedMap<String, Object> entered) {
        Await.result(client.resource(client.namespace(), "gate", 1, "front")
                .call("leave", new TreeMap<>(Map.of("token", entered.get("token"))), Duration.ofSeconds(60)));
    }

    private static void awaitWaiting(TestCluster cluster, CompletableFuture<?> waiting) {
        cluster.advance(Duration.ofSeconds(1));
        assertFalse(waiting.isDone());
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    @Test
    void fiveNodesStartSoonAndServe() {
        long began = System.nanoTime();
        try (TestCluster cluster = start(5)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            System.out.println("a test cluster of 5 nodes started in " + millis + " ms");
            assertTrue(Await.result(enter(cluster.client(), Duration.ZERO)).containsKey("token"));
        }
    }

    @Test
    void aHoldAndAWaitOutliveTheLeader() {
        try (TestCluster cluster = start(3)) {
            QuorateClient holder = cluster.client();
            QuorateClient next = cluster.client();
            SortedMap<String, Object> entered = Await.result(enter(holder, Duration.ZERO));
            CompletableFuture<SortedMap<String, Object>> waiting = enter(next, LONG);
            awaitWaiting(cluster, waiting);
            int killed = cluster.leader();
            cluster.kill(killed);
            assertNotEquals(killed, cluster.leader());
            awaitWaiting(cluster, waiting);
            assertTrue(holder.session().isValid());
            leave(holder, entered);
            assertTrue(Await.result(waiting).containsKey("token"));
            cluster.restart(killed);
            cluster.kill(cluster.leader());
            leave(next, waiting.join());
        }
    }

    @Test
    void whoIsSilentKnowsOfItsLossBeforeAnotherOneGetsWhatItHeld() {
        try (TestCluster cluster = start(3)) {
            QuorateClient silent = cluster.client(settings -> settings.sessionTtl(TTL));
            // Looks at the very moment of the grant.
            QuorateClient next = cluster.client(settings -> settings.callbackExecutor(Runnable::run));
            Await.result(enter(silent, Duration.ZERO));
            CompletableFuture<SessionState> stateAtGrant =
                    enter(next, LONG).thenApply(entered -> silent.session().state());
            awaitWaiting(cluster, stateAtGrant);
            cluster.isolate(silent);
            cluster.advance(TTL.multipliedBy(2));
            assertEquals(SessionState.LOST, stateAtGrant.join());
            assertFalse(silent.session().isValid());
        }
    }

    @Test
    void aLeaderThatIsPausedForLongerThanATtlCostsNobodyItsSession() {
        try (TestCluster cluster = start(3)) {
            QuorateClient holder = cluster.client(settings -> settings.sessionTtl(TTL));
            SortedMap<String, Object> entered = Await.result(enter(holder, Duration.ZERO));
            int paused = cluster.leader();
            cluster.pause(paused);
            cluster.advance(TTL.multipliedBy(2));
            assertNotEquals(paused, cluster.leader());
            assertTrue(holder.session().isValid());
            cluster.resume(paused);
            cluster.advance(TTL);
            leave(holder, entered);
        }
    }

    @Test
    void theMajorityOfAPartitionGoesOn() {
        try (TestCluster cluster = start(5)) {
            QuorateClient client = cluster.client();
            int alone = cluster.leader();
            int with = alone % 5 + 1;
            cluster.partition(Set.of(alone, with));
            assertFalse(Set.of(alone, with).contains(cluster.leader()));
            SortedMap<String, Object> entered = Await.result(enter(client, Duration.ZERO));
            cluster.heal();
            leave(client, entered);
        }
    }

    @Test
    void nothingIsServedWithoutAMajorityAndNothingIsLost() {
        try (TestCluster cluster = start(3)) {
            QuorateClient client = cluster.client(settings -> settings.sessionTtl(Duration.ofMinutes(5)));
            SortedMap<String, Object> entered = Await.result(enter(client, Duration.ZERO));
            List.of(1, 2, 3).forEach(cluster::kill);
            CompletableFuture<SortedMap<String, Object>> meanwhile = enter(client, Duration.ZERO);
            awaitWaiting(cluster, meanwhile);
            List.of(1, 2, 3).forEach(cluster::restart);
            leave(client, entered);
        }
    }

    @Test
    void anHourPassesForAllWhoAreThere() {
        try (TestCluster cluster = start(3)) {
            QuorateClient holder = cluster.client(settings -> settings.sessionTtl(TTL));
            QuorateClient next = cluster.client(settings -> settings.sessionTtl(TTL));
            SortedMap<String, Object> entered = Await.result(enter(holder, Duration.ZERO));
            CompletableFuture<SortedMap<String, Object>> waiting = enter(next, LONG);
            awaitWaiting(cluster, waiting);
            long began = System.nanoTime();
            cluster.advance(Duration.ofHours(1));
            System.out.println("an hour of 3 nodes and 2 clients took "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
            QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(waiting));
            assertEquals("WAIT_TIMED_OUT", failure.code());
            assertTrue(holder.session().isValid());
            leave(holder, entered);
        }
    }

    @Test
    void programsConnectOverARealPortButNotWhileTimeIsMadeToPass() {
        try (TestCluster cluster = start(3)) {
            try (QuorateClient program = Quorate.connect(cluster.endpoints())) {
                SortedMap<String, Object> entered = Await.result(enter(program, Duration.ZERO));
                cluster.kill(cluster.leader());
                leave(program, entered);
                assertThrows(IllegalStateException.class, () -> cluster.advance(Duration.ofSeconds(1)));
            }
            cluster.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void aHundredStartsLeaveNoThread() {
        Set<Thread> before = threads();
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            try (TestCluster cluster = start(1 + i % 5)) {
                Await.result(enter(cluster.client(), Duration.ZERO));
            }
        }
        System.out.println(
                "100 test clusters took " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms");
        // A thread that has done its work may need a moment to end.
        while (!before.containsAll(threads())) {
            Thread.onSpinWait();
        }
    }

    @Test
    void saysWhatIsWrongWithWhatItIsAsked() {
        assertThrows(IllegalArgumentException.class, () -> TestCluster.start(6));
        assertThrows(IllegalArgumentException.class, () -> TestCluster.builder().setting("session.max-tl", "1 min"));
        assertThrows(IllegalArgumentException.class, () -> TestCluster.builder().setting("session.max-ttl", "much"));
        try (TestCluster cluster = start(1)) {
            assertThrows(IllegalArgumentException.class, () -> cluster.kill(2));
            cluster.kill(1);
            assertThrows(IllegalArgumentException.class, () -> cluster.pause(1));
        }
    }
}
