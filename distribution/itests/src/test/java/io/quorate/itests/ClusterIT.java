package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.codec.Cbor;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.Answer;
import io.quorate.protocol.Target;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockClient;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.recipe.lock.api.LockHandle;
import io.quorate.recipe.lock.api.Locks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes, of which some are killed or stand still. */
class ClusterIT {
    private static final Duration SECONDS = Duration.ofSeconds(30);
    private static final int WRITERS = 16;
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 200;

    /** For a node that was woken up and has much to catch up with. */
    private static final int ANSWER_MILLIS = 20_000;

    /** Reads of a node that is woken up: the first ones reach it before anything that would tell it what it missed. */
    private static final int READS = 50;

    @TempDir
    private static Path scratch;

    private static Cluster cluster;
    private static QuorateClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start(scratch);
        client = Quorate.connect(cluster.endpoints());
        Shipped.Ended deployed = Shipped.run(scratch, "--endpoints", cluster.endpoints(), "bundle", "deploy", "lock");
        assertEquals(0, deployed.code(), deployed::toString);
        byte[] ledger = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
        Await.result(client.system().deployBundle(ledger, SECONDS));
    }

    @AfterEach
    void allNodesServe() throws Exception {
        cluster.startAllThatAreDown();
        cluster.leader();
    }

    @AfterAll
    static void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void aHoldOutlivesTheLeaderAndTheNextOneHasALargerToken() throws Exception {
        try (QuorateClient other = Quorate.connect(cluster.endpoints())) {
            LockHandle first = locks(client).acquire("killed", SECONDS);
            CompletableFuture<LockHandle> second = locks(other).acquireAsync("killed", SECONDS);
            awaitWaiter("killed");
            int leader = cluster.leader();
            cluster.node(leader).kill();
            assertNotEquals(leader, cluster.leader(node -> node != leader));
            LockDescription description = locks(client).describe("killed");
            assertEquals(Optional.of(first.token()), holder(description));
            assertEquals(1, description.waiting().size());
            assertTrue(first.isValid());
            assertFalse(second.isDone());
            first.close();
            try (LockHandle next = second.get(SECONDS.toSeconds(), TimeUnit.SECONDS)) {
                assertTrue(next.token().compareTo(first.token()) > 0, next.token() + " after " + first.token());
            }
        }
    }

    @Test
    void losesNothingAndRepeatsNothingWhileEachNodeIsKilledInTurn() throws Exception {
        try (LedgerWriters writers = LedgerWriters.connect(cluster.endpoints(), 2, WRITERS)) {
            writers.begin();
            for (int number : cluster.numbers()) {
                killAndRestart(writers, number);
            }
            for (int kill = 0; kill < 2; kill++) {
                killAndRestart(writers, cluster.leader());
            }
            writers.awaitProgress(ACKNOWLEDGED_BETWEEN_KILLS);
            writers.endAndCheck();
        }
    }

    /** The writers go on while the node is away, and after it has come back. */
    private static void killAndRestart(LedgerWriters writers, int number) throws Exception {
        writers.awaitProgress(ACKNOWLEDGED_BETWEEN_KILLS);
        cluster.node(number).kill();
        writers.awaitProgress(ACKNOWLEDGED_BETWEEN_KILLS);
        cluster.node(number).start();
    }

    @Test
    void aFollowerThatStoodStillReadsNothingOld() throws Exception {
        GenericResource book = client.resource("default", "ledger", 1, "follower");
        int leader = cluster.leader();
        ServerProcess follower = cluster.node(cluster.followerOf(leader));
        enter(book, 1);
        try (NodeClient reader = new NodeClient(follower, ANSWER_MILLIS)) {
            awaitNumbers(reader, List.of(1L));
            follower.suspend();
            try {
                enter(book, 2);
                for (int read = 0; read < READS; read++) {
                    askForNumbers(reader);
                }
            } finally {
                follower.wake();
            }
            for (int read = 0; read < READS; read++) {
                Answer answer = reader.answer();
                if (answer.kind() == Answer.Kind.OK) {
                    assertEquals(List.of(1L, 2L), numbers(answer));
                }
            }
            awaitNumbers(reader, List.of(1L, 2L));
        }
    }

    @Test
    void aLeaderThatStoodStillServesNothingOldAndSeesNoOtherHolder() throws Exception {
        LockHandle first = locks(client).acquire("stopped", SECONDS);
        int deposed = cluster.leader();
        ServerProcess node = cluster.node(deposed);
        try (NodeClient reader = new NodeClient(node, ANSWER_MILLIS);
                QuorateClient other = Quorate.connect(cluster.endpoints())) {
            node.suspend();
            LockHandle second;
            try {
                cluster.leader(number -> number != deposed);
                assertTrue(first.isValid());
                assertTrue(locks(other).tryAcquire("stopped").isEmpty(), "no second holder");
                first.close();
                second = locks(other).acquire("stopped", SECONDS);
                for (int read = 0; read < READS; read++) {
                    askForHolder(reader);
                }
            } finally {
                node.wake();
            }
            assertTrue(second.token().compareTo(first.token()) > 0);
            for (int read = 0; read < READS; read++) {
                Answer answer = reader.answer();
                if (answer.kind() == Answer.Kind.OK) {
                    assertEquals(Optional.of(second.token()), holder(description(answer)));
                }
            }
            awaitAnswer(
                    reader,
                    () -> askForHolder(reader),
                    answer -> assertEquals(Optional.of(second.token()), holder(description(answer))));
            assertTrue(second.isValid());
            second.close();
        }
    }

    @Test
    void saysSoWhenThereIsNoQuorumAndServesAgainWhenThereIsOne() throws Exception {
        GenericResource book = client.resource("default", "ledger", 1, "quorum");
        enter(book, 1);
        int leader = cluster.leader();
        int survivor = cluster.followerOf(leader);
        for (int number : cluster.numbers()) {
            if (number != survivor) {
                cluster.node(number).kill();
            }
        }
        Shipped.Ended status = Shipped.run(
                scratch, "--endpoints", cluster.endpoints(), "--timeout", "3s", "lock", "describe", "anything");
        assertEquals(6, status.code(), status::toString);
        QuorateException failure = assertThrows(
                QuorateException.class, () -> Await.result(book.call("enter", entry(2), Duration.ofSeconds(2))));
        assertTrue(failure.getMessage().contains("no leader is known"), failure.getMessage());
        cluster.node(leader).start();
        enter(book, 3);
        assertTrue(cluster.leader(number -> number == leader || number == survivor) > 0);
    }

    private static LockClient locks(QuorateClient of) {
        return of.open(Locks.TYPE);
    }

    private static Optional<FencingToken> holder(LockDescription description) {
        return description.holder().map(LockDescription.Holder::token);
    }

    private static void awaitWaiter(String lock) throws InterruptedException {
        long deadline = System.nanoTime() + SECONDS.toNanos();
        while (locks(client).describe(lock).waiting().isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "nobody waits");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static SortedMap<String, Object> entry(long number) {
        return new TreeMap<>(Map.of("writer", 1L, "number", number));
    }

    private static void enter(GenericResource book, long number) {
        Await.result(book.call("enter", entry(number), SECONDS));
    }

    private static void askForNumbers(NodeClient reader) throws IOException {
        SortedMap<String, Object> page = new TreeMap<>(Map.of("writer", 1L, "after", 0L));
        reader.ask(new Target("default", "ledger", 1, List.of("follower")), "read", Cbor.encode(page));
    }

    private static List<?> numbers(Answer answer) {
        Map<?, ?> page = (Map<?, ?>) Cbor.decode(answer.body());
        return (List<?>) Optional.ofNullable(page.get("numbers")).orElseThrow();
    }

    private static void askForHolder(NodeClient reader) throws IOException {
        reader.ask(new Target("default", "lock", 1, List.of("stopped")), "describe", Cbor.encode(new TreeMap<>()));
    }

    private static LockDescription description(Answer answer) {
        return RecordCodec.of(LockDescription.class).decode(answer.body());
    }

    private static void awaitNumbers(NodeClient reader, List<Long> expected) throws Exception {
        awaitAnswer(reader, () -> askForNumbers(reader), answer -> assertEquals(expected, numbers(answer)));
    }

    @FunctionalInterface
    private interface Asking {
        void ask() throws IOException;
    }

    @FunctionalInterface
    private interface Check {
        void check(Answer answer);
    }

    /** Asks until the node has an answer, which must be this one. */
    private static void awaitAnswer(NodeClient reader, Asking asking, Check check) throws Exception {
        long deadline = System.nanoTime() + SECONDS.toNanos();
        while (true) {
            asking.ask();
            Answer answer = reader.answer();
            if (answer.kind() == Answer.Kind.OK) {
                check.check(answer);
                return;
            }
            assertTrue(System.nanoTime() < deadline, answer.code() + ": " + answer.message());
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
