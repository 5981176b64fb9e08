package io.quorate.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;

/** Does the same for many numbers, as fast as they go. */
public final class Filling {
    private Filling() {}

    /**
     * Begins the next call when the oldest has ended. Blocks until all have.
     *
     * @param inFlight calls that have begun and not ended, at most
     * @throws IOException a call failed
     */
    public static void fill(int count, int inFlight, IntFunction<CompletableFuture<?>> call)
            throws IOException, InterruptedException {
        Queue<CompletableFuture<?>> begun = new ArrayDeque<>();
        for (int number = 0; number < count; number++) {
            if (begun.size() == inFlight) {
                await(begun.remove());
            }
            begun.add(call.apply(number));
        }
        while (!begun.isEmpty()) {
            await(begun.remove());
        }
    }

    private static void await(CompletableFuture<?> call) throws IOException, InterruptedException {
        try {
            call.get();
        } catch (ExecutionException refused) {
            throw new IOException("a call failed: " + refused.getCause(), refused);
        }
    }
}
