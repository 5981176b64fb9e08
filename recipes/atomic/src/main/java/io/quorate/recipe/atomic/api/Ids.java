package io.quorate.recipe.atomic.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ids that nobody else gets, taken from the cluster in blocks: most of them without a call, since the next block is taken when half of the
 * present one is used. Those of one object grow; ids that were taken and not used are nobody's.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s.
 */
public final class Ids {
    /** Ids of a block when nobody says how many. */
    public static final int DEFAULT_BLOCK = 1_000;

    /** Callers that wait for a block at the same time. */
    public static final int MAX_WAITING = 10_000;

    private final Calls calls;
    private final int block;
    private final ArrayDeque<CompletableFuture<Long>> waiting = new ArrayDeque<>();

    /** First id that is left of the present block. */
    private long next = 1;

    /** Last id of the present block. */
    private long last;

    /** Follows the present one. */
    private @Nullable IdBlock ahead;

    private boolean taking;

    Ids(Calls calls, int block) {
        if (block < 1 || block > AtomicContract.MAX_BLOCK) {
            throw new IllegalArgumentException(
                    "a block must have 1 to " + AtomicContract.MAX_BLOCK + " ids, was " + block);
        }
        this.calls = calls;
        this.block = block;
    }

    public String name() {
        return calls.name();
    }

    /** An id. Blocks only when all that were taken are used. */
    public long next() {
        return Await.result(nextAsync());
    }

    /**
     * {@link #next} without blocking. The future ends with {@code OVERLOADED} when {@link #MAX_WAITING} callers wait already, and with the
     * failure of the call that was to take the next block; a later one takes it anew.
     */
    public CompletableFuture<Long> nextAsync() {
        CompletableFuture<Long> result = takeOrWait();
        takeAhead();
        return result;
    }

    private synchronized CompletableFuture<Long> takeOrWait() {
        OptionalLong id = poll();
        if (id.isPresent()) {
            return CompletableFuture.completedFuture(id.getAsLong());
        }
        if (waiting.size() >= MAX_WAITING) {
            return CompletableFuture.failedFuture(QuorateException.of(
                    ErrorCode.OVERLOADED,
                    CallOutcome.NOT_APPLIED,
                    MAX_WAITING + " callers wait for ids of '" + name() + "' already; take larger blocks"));
        }
        CompletableFuture<Long> result = new CompletableFuture<>();
        waiting.add(result);
        return result;
    }

    private OptionalLong poll() {
        if (next > last && ahead != null) {
            next = ahead.first();
            last = ahead.last();
            ahead = null;
        }
        if (next > last) {
            return OptionalLong.empty();
        }
        long id = next;
        next++;
        return OptionalLong.of(id);
    }

    private void takeAhead() {
        int count;
        synchronized (this) {
            if (taking || ahead != null || last - next + 1 > block / 2) {
                return;
            }
            taking = true;
            count = Math.max(block, waiting.size());
        }
        calls.call(AtomicContract.TAKE_IDS, new TakeIds(count), IdBlock.class).whenComplete((taken, failure) -> {
            if (failure == null) {
                given(taken);
            } else {
                failed(Await.failure(failure));
            }
        });
    }

    private void given(IdBlock taken) {
        synchronized (this) {
            taking = false;
            ahead = taken;
        }
        while (serveOne()) {
            // Each outside of the lock, since whoever waits goes on in it.
        }
        takeAhead();
    }

    private boolean serveOne() {
        CompletableFuture<Long> first;
        OptionalLong id;
        synchronized (this) {
            while (!waiting.isEmpty() && waiting.element().isDone()) {
                waiting.remove();
            }
            id = waiting.isEmpty() ? OptionalLong.empty() : poll();
            if (id.isEmpty()) {
                return false;
            }
            first = waiting.remove();
        }
        first.complete(id.getAsLong());
        return true;
    }

    private void failed(RuntimeException failure) {
        List<CompletableFuture<Long>> told;
        synchronized (this) {
            taking = false;
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(each -> each.completeExceptionally(failure));
    }
}
