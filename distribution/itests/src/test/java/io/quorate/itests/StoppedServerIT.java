package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.GenericResource;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.Frames;
import io.quorate.protocol.Message;
import io.quorate.protocol.ServerMessage;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM under load: what the server took is answered, and of everything else the client knows that it was not applied. */
class StoppedServerIT {
    private static final int IN_FLIGHT = 128;
    private static final int ACKNOWLEDGED_BEFORE = 2_000;
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final long PATIENCE_SECONDS = 60;
    private static final int SIGTERM_EXIT_CODE = 128 + 15;

    @TempDir
    private Path scratch;

    /** Enters numbers, so many at a time, until a call fails. */
    private static final class Load {
        private final GenericResource ledger;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger unknown = new AtomicInteger();
        private final Semaphore acknowledged = new Semaphore(0);
        private final AtomicInteger applied = new AtomicInteger();
        private final Semaphore ended = new Semaphore(0);

        Load(GenericResource ledger) {
            this.ledger = ledger;
        }

        void next() {
            int number = asked.incrementAndGet();
            enter(ledger, number, DEADLINE).whenComplete((reply, failure) -> {
                if (failure == null) {
                    applied.incrementAndGet();
                    acknowledged.release();
                    next();
                    return;
                }
                QuorateException why = (QuorateException) Await.failure(failure);
                if (why.outcome() != CallOutcome.NOT_APPLIED) {
                    unknown.incrementAndGet();
                }
                ended.release();
            });
        }
    }

    private static CompletableFuture<SortedMap<String, Object>> enter(
            GenericResource ledger, int number, Duration deadline) {
        // A writer for each number: the ledger wants those of one writer in order.
        return ledger.call("enter", new TreeMap<>(Map.of("writer", (long) number, "number", 1L)), deadline);
    }

    @Test
    void noCallInFlightIsLeftUnknownBySigterm() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                QuorateClient client = Quorate.builder()
                        .endpoints(server.endpoint())
                        .sessionTtl(Duration.ofSeconds(60))
                        .connect()) {
            byte[] bundle = CompiledRecipe.fromFile(scratch, "ledger", "com.example.ledger.LedgerRecipe");
            Await.result(client.system().deployBundle(bundle, Duration.ofSeconds(30)));
            GenericResource ledger = client.resource("default", "ledger", 1, "book");
            Load load = new Load(ledger);
            for (int i = 0; i < IN_FLIGHT; i++) {
                load.next();
            }
            assertTrue(load.acknowledged.tryAcquire(ACKNOWLEDGED_BEFORE, PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertEquals(0, server.terminate(), server.output());
            assertTrue(load.ended.tryAcquire(IN_FLIGHT, PATIENCE_SECONDS, TimeUnit.SECONDS), "every call ends");
            assertEquals(0, load.unknown.get(), "calls whose outcome the stop left unknown");

            server.start();
            Await.result(enter(ledger, load.asked.get() + 1, Duration.ofSeconds(30)));
            SortedMap<String, Object> page = Await.result(ledger.query(
                    "read",
                    new TreeMap<>(Map.of("writer", (long) load.asked.get() + 1, "after", 0L)),
                    Consistency.LINEARIZABLE,
                    Duration.ofSeconds(30)));
            assertEquals(0L, page.get("repeated"), "a command was applied twice");
            assertEquals(0, server.terminate(), server.output());
        }
    }

    @Test
    void aSecondSigtermHaltsAtOnce() throws Exception {
        try (ServerProcess server = ServerProcess.start(scratch);
                Socket staying = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            staying.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            staying.getOutputStream().write(Frames.preface());
            staying.getOutputStream().write(Frames.encode(new ClientMessage.Hello(1, 1, "", -1, new byte[0], "test")));
            DataInputStream in = new DataInputStream(staying.getInputStream());
            assertInstanceOf(ServerMessage.Welcome.class, read(in));
            server.signal();
            // It drains now, and waits a second for this client, which does not go.
            assertInstanceOf(ServerMessage.Goodbye.class, read(in));
            assertEquals(SIGTERM_EXIT_CODE, server.terminate());
        }
    }

    private static Message read(DataInputStream in) throws IOException {
        byte[] frame = new byte[Frames.checkLength(in.readInt())];
        in.readFully(frame);
        return Frames.decode(frame);
    }
}
