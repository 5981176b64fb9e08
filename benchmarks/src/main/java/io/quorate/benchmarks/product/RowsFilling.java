package io.quorate.benchmarks.product;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Makes a table large, fast: many rows in a command, and many commands in flight. */
public final class RowsFilling {
    private static final int ROWS = 256;
    private static final int IN_FLIGHT = 16;

    private RowsFilling() {}

    /**
     * Writes the rows of these numbers. Blocks.
     *
     * @param to behind the last
     */
    public static void fill(RowsClient client, long from, long to) throws IOException, InterruptedException {
        Queue<CompletableFuture<?>> inFlight = new ArrayDeque<>();
        for (long next = from; next < to; next += ROWS) {
            if (inFlight.size() == IN_FLIGHT) {
                await(inFlight.remove());
            }
            inFlight.add(client.putAll(next, (int) Math.min(ROWS, to - next)));
        }
        while (!inFlight.isEmpty()) {
            await(inFlight.remove());
        }
    }

    private static void await(CompletableFuture<?> write) throws IOException, InterruptedException {
        try {
            write.get();
        } catch (ExecutionException refused) {
            throw new IOException("a write failed: " + refused.getCause(), refused);
        }
    }
}
