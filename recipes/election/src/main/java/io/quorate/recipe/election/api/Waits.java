package io.quorate.recipe.election.api;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Who waits until a candidate leads. Thread-safe. */
final class Waits {
    private final Executor executor;
    private final SortedMap<Long, CompletableFuture<Leadership>> waiting = new TreeMap<>();
    private long count;

    /** @param executor where those that wait are told */
    Waits(Executor executor) {
        this.executor = executor;
    }

    /** Is there until it has ended. */
    CompletableFuture<Leadership> add() {
        CompletableFuture<Leadership> wait = new CompletableFuture<>();
        long number;
        synchronized (this) {
            count++;
            number = count;
            waiting.put(number, wait);
        }
        wait.whenComplete((led, failure) -> forget(number));
        return wait;
    }

    private synchronized void forget(long number) {
        waiting.remove(number);
    }

    void elected(Leadership led) {
        takeAll().forEach(wait -> executor.execute(() -> wait.complete(led)));
    }

    void fail(RuntimeException failure) {
        takeAll().forEach(wait -> executor.execute(() -> wait.completeExceptionally(failure)));
    }

    private synchronized List<CompletableFuture<Leadership>> takeAll() {
        List<CompletableFuture<Leadership>> all = List.copyOf(waiting.values());
        waiting.clear();
        return all;
    }
}
