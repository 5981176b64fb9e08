package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 under load: what was acknowledged is there, nothing is there twice, tokens only grow. The clients' journal is kept
 * in this process, which survives.
 */
class KilledServerIT {
    private static final int KILLS = 20;
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 2_000;
    private static final int CLIENTS = 4;

    /** Twice what is to be in flight when the server is killed: a writer that was just answered has nothing in flight. */
    private static final int WRITERS_OF_A_CLIENT = 32;

    private static final int MIN_IN_FLIGHT = 64;
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    private Path scratch;

    /** Enters one number after the other, each once the one before it was acknowledged. */
    private static final class Writer {
        private final int id;
        private final GenericResource ledger;
        private final Semaphore acknowledged;
        private final AtomicInteger inFlight;
        private final List<Long> tokens = new ArrayList<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile boolean stopping;

        Writer(int id, GenericResource ledger, Semaphore acknowledged, AtomicInteger inFlight) {
            this.id = id;
            this.ledger = ledger;
            this.acknowledged = acknowledged;
            this.inFlight = inFlight;
        }

        void next() {
            if (stopping) {
                ended.complete(null);
                return;
            }
            SortedMap<String, Object> fields = new TreeMap<>();
            fields.put("writer", (long) id);
            fields.put("number", tokens.size() + 1L);
            inFlight.incrementAndGet();
            ledger.call("enter", fields, DEADLINE).whenComplete((reply, thrown) -> {
                inFlight.decrementAndGet();
                if (thrown != null) {
                    ended.completeExceptionally(thrown);
                } else {
                    tokens.add((Long) ((SortedMap<?, ?>) reply.get("token")).get("value"));
                    acknowledged.release();
                    next();
                }
            });
        }
    }

    @Test
    void losesNothingAndRepeatsNothingOverTwentyKills() throws Exception {
        List<QuorateClient> clients = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(scratch)) {
            byte[] bundle = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
            Semaphore acknowledged = new Semaphore(0);
            AtomicInteger inFlight = new AtomicInteger();
            List<Writer> writers = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                QuorateClient client = Quorate.builder()
                        .endpoints(server.endpoint())
                        .sessionTtl(Duration.ofSeconds(60))
                        .connect();
                clients.add(client);
                if (c == 0) {
                    Await.result(client.system().deployBundle(bundle, Duration.ofSeconds(30)));
                }
                for (int w = 0; w < WRITERS_OF_A_CLIENT; w++) {
                    GenericResource ledger = client.resource("default", "ledger", 1, "book");
                    writers.add(new Writer(writers.size(), ledger, acknowledged, inFlight));
                }
            }
            writers.forEach(Writer::next);
            for (int kill = 0; kill < KILLS; kill++) {
                awaitProgress(acknowledged, writers);
                int before = inFlight.get();
                server.kill();
                assertTrue(before >= MIN_IN_FLIGHT, before + " in flight");
                server.start();
            }
            awaitProgress(acknowledged, writers);
            for (Writer writer : writers) {
                writer.stopping = true;
            }
            for (Writer writer : writers) {
                writer.ended.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            }
            check(writers, clients.get(0));
            try (Stream<Path> unpacked = Files.list(server.data().resolve("state/native"))) {
                assertEquals(1, unpacked.count(), "libraries of LMDB, one for each process that lives");
            }
            assertEquals(0, server.terminate(), "SIGTERM ends it in good order");
        } finally {
            clients.forEach(QuorateClient::close);
        }
    }

    private static void awaitProgress(Semaphore acknowledged, List<Writer> writers) throws InterruptedException {
        acknowledged.drainPermits();
        boolean progress = acknowledged.tryAcquire(ACKNOWLEDGED_BETWEEN_KILLS, DEADLINE.toSeconds(), TimeUnit.SECONDS);
        for (Writer writer : writers) {
            if (writer.ended.isDone()) {
                writer.ended.join();
            }
        }
        assertTrue(progress, "no progress for " + DEADLINE);
    }

    private static void check(List<Writer> writers, QuorateClient client) {
        GenericResource ledger = client.resource("default", "ledger", 1, "book");
        Set<Long> tokens = new HashSet<>();
        for (Writer writer : writers) {
            List<Long> numbers = new ArrayList<>();
            SortedMap<String, Object> page;
            do {
                SortedMap<String, Object> fields = new TreeMap<>();
                fields.put("writer", (long) writer.id);
                fields.put("after", numbers.isEmpty() ? 0L : numbers.get(numbers.size() - 1));
                page = Await.result(ledger.query("read", fields, Consistency.LINEARIZABLE, Duration.ofSeconds(30)));
                assertEquals(0L, page.get("repeated"), "a command was applied twice");
                for (Object number : (List<?>) page.get("numbers")) {
                    numbers.add((Long) number);
                }
            } while (!((List<?>) page.get("numbers")).isEmpty());
            assertEquals(writer.tokens.size(), numbers.size(), "acknowledged and kept of writer " + writer.id);
            long last = 0;
            for (long token : writer.tokens) {
                assertTrue(token > last, "a token went back");
                assertTrue(tokens.add(token), "two writers have token " + token);
                last = token;
            }
        }
    }
}
