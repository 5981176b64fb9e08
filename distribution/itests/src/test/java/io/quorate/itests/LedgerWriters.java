package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import java.io.IOException;
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

/**
 * Writers that enter numbers in a ledger, through several clients, while servers come and go. The journal of what was
 * acknowledged is kept in this process, which survives.
 */
public final class LedgerWriters implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final List<QuorateClient> clients = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final Semaphore acknowledged = new Semaphore(0);
    private final AtomicInteger inFlight = new AtomicInteger();

    private final String book;

    private LedgerWriters(String book) {
        this.book = book;
    }

    static LedgerWriters connect(String endpoints, int clients, int writersOfAClient) {
        return connect(endpoints, clients, writersOfAClient, "book");
    }

    /**
     * Connects so many clients.
     *
     * @param book name of a ledger that nobody has written in
     */
    public static LedgerWriters connect(String endpoints, int clients, int writersOfAClient, String book) {
        LedgerWriters all = new LedgerWriters(book);
        for (int c = 0; c < clients; c++) {
            QuorateClient client = Quorate.builder()
                    .endpoints(endpoints)
                    .sessionTtl(Duration.ofSeconds(60))
                    .connect();
            all.clients.add(client);
            for (int w = 0; w < writersOfAClient; w++) {
                all.writers.add(all.new Writer(all.writers.size(), all.ledger(client)));
            }
        }
        return all;
    }

    private GenericResource ledger(QuorateClient client) {
        return client.resource("default", "ledger", 1, book);
    }

    public void deployLedger(Path scratch) throws IOException {
        byte[] bundle = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
        Await.result(clients.get(0).system().deployBundle(bundle, Duration.ofSeconds(30)));
    }

    public void begin() {
        writers.forEach(Writer::next);
    }

    /** Numbers that were sent and are not acknowledged yet. */
    int inFlight() {
        return inFlight.get();
    }

    /** Waits until so many more numbers are acknowledged. */
    public void awaitProgress(int numbers) throws InterruptedException {
        acknowledged.drainPermits();
        boolean progress = acknowledged.tryAcquire(numbers, DEADLINE.toSeconds(), TimeUnit.SECONDS);
        for (Writer writer : writers) {
            if (writer.ended.isDone()) {
                writer.ended.join();
            }
        }
        assertTrue(progress, "no progress for " + DEADLINE);
    }

    /** Lets the writers come to an end, and holds their journal against the ledger. */
    public void endAndCheck() throws Exception {
        for (Writer writer : writers) {
            writer.stopping = true;
        }
        for (Writer writer : writers) {
            writer.ended.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        Set<Long> tokens = new HashSet<>();
        for (Writer writer : writers) {
            assertEquals(writer.tokens.size(), numbers(writer).size(), "acknowledged and kept of writer " + writer.id);
            long last = 0;
            for (long token : writer.tokens) {
                assertTrue(token > last, "a token went back");
                assertTrue(tokens.add(token), "two writers have token " + token);
                last = token;
            }
        }
    }

    private List<Long> numbers(Writer writer) {
        GenericResource ledger = ledger(clients.get(0));
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
        return numbers;
    }

    @Override
    public void close() {
        clients.forEach(QuorateClient::close);
    }

    /** Enters one number after the other, each once the one before it was acknowledged. */
    private final class Writer {
        private final int id;
        private final GenericResource ledger;
        private final List<Long> tokens = new ArrayList<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile boolean stopping;

        Writer(int id, GenericResource ledger) {
            this.id = id;
            this.ledger = ledger;
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
}
