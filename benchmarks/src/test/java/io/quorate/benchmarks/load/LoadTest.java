package io.quorate.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    /** Answers on another thread, the write after {@code failAfter} with a failure. */
    private Writes writes(int failAfter) {
        return new Writes() {
            @Override
            public CompletableFuture<?> write(int slot, byte[] value) {
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                CompletableFuture<Void> answer = new CompletableFuture<>();
                answers.execute(() -> {
                    inFlight.decrementAndGet();
                    if (written.incrementAndGet() > failAfter) {
                        answer.completeExceptionally(new IOException("full"));
                    } else {
                        answer.complete(null);
                    }
                });
                return answer;
            }

            @Override
            public void close() {}
        };
    }

    @AfterEach
    void end() {
        answers.shutdownNow();
    }

    @Test
    void keepsAsManyInFlightAsAskedAndCountsThem() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        Measured measured = Load.run(
                List.of(writes(Integer.MAX_VALUE), writes(Integer.MAX_VALUE)),
                8,
                () -> Duration.ofSeconds(reads.getAndIncrement()),
                SHORT,
                SHORT);
        assertEquals(8, most.get());
        assertEquals(0, inFlight.get());
        long counted = measured.latencies().getTotalCount();
        assertTrue(counted > 0 && counted < written.get(), counted + " of " + written);
        assertEquals(1e6 / counted, measured.cpuMicros(), 1e-9);
    }

    @Test
    void measuresNothingWhenAWriteFails() {
        IOException failure = assertThrows(
                IOException.class, () -> Load.run(List.of(writes(3)), 1, () -> Duration.ZERO, SHORT, SHORT));
        assertTrue(String.valueOf(failure.getMessage()).contains("full"), failure.getMessage());
    }
}
