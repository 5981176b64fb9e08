package io.quorate.recipe.atomic.api;

import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSet;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.atomic.api.AtomicContract.Get;
import io.quorate.recipe.atomic.api.AtomicContract.Set;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.AtomicContract.Update;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A number of 64 bits that is changed where it lies: callers never compete. It is 0 until somebody sets it, and at 0 it leaves nothing
 * behind.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods without {@code Async} block.
 */
public final class Counter {
    private final Calls calls;

    Counter(Calls calls) {
        this.calls = calls;
    }

    public String name() {
        return calls.name();
    }

    /** Linearizable. */
    public long get() {
        return Await.result(getAsync());
    }

    /** {@link #get} without blocking. */
    public CompletableFuture<Long> getAsync() {
        return Calls.map(read(), Count::value);
    }

    public void set(long value) {
        Await.result(setAsync(value));
    }

    /** {@link #set} without blocking; gives what it was before. */
    public CompletableFuture<Long> setAsync(long value) {
        return Calls.map(change(AtomicContract.SET, new Set(value)), Counted::before);
    }

    /** Returns what it was before. */
    public long getAndSet(long value) {
        return Await.result(setAsync(value));
    }

    /**
     * Returns the sum.
     *
     * @param amount may be negative
     * @throws QuorateException {@link AtomicContract#OUT_OF_BOUNDS} when the sum has more than 64 bits; nothing was changed
     */
    public long add(long amount) {
        return Await.result(addAsync(amount));
    }

    /** {@link #add} without blocking. */
    public CompletableFuture<Long> addAsync(long amount) {
        return Calls.map(change(AtomicContract.ADD, new Add(amount)), Counted::value);
    }

    /**
     * Returns the sum; empty when it would be outside these bounds, and nothing was changed.
     *
     * @param min least sum
     * @param max largest sum, not less than {@code min}
     */
    public OptionalLong addWithin(long amount, long min, long max) {
        return Await.result(addWithinAsync(amount, min, max));
    }

    /** {@link #addWithin} without blocking. */
    public CompletableFuture<OptionalLong> addWithinAsync(long amount, long min, long max) {
        CompletableFuture<Counted> call =
                change(AtomicContract.ADD, new Add(amount, OptionalLong.of(min), OptionalLong.of(max)));
        return Calls.givingUp(
                call,
                call.thenApply(counted -> OptionalLong.of(counted.value())).exceptionally(Counter::refused));
    }

    private static OptionalLong refused(Throwable thrown) {
        RuntimeException failure = Await.failure(thrown);
        if (failure instanceof QuorateException refusal
                && refusal.code().equals(AtomicContract.OUT_OF_BOUNDS)
                && refusal.outcome() == CallOutcome.NOT_APPLIED) {
            return OptionalLong.empty();
        }
        throw failure;
    }

    /** Changes it to what the operation makes of it and the operand, and returns that. */
    public long update(CounterOperation operation, long operand) {
        return Await.result(updateAsync(operation, operand));
    }

    /** {@link #update} without blocking. */
    public CompletableFuture<Long> updateAsync(CounterOperation operation, long operand) {
        return Calls.map(change(AtomicContract.UPDATE, new Update(operation, operand)), Counted::value);
    }

    /** Sets it if it is what is expected; false when it is something else, and nothing was changed. */
    public boolean compareAndSet(long expected, long value) {
        return Await.result(compareAndSetAsync(expected, value));
    }

    /** {@link #compareAndSet} without blocking. */
    public CompletableFuture<Boolean> compareAndSetAsync(long expected, long value) {
        return Calls.map(
                calls.call(AtomicContract.COMPARE_AND_SET, new CompareAndSet(expected, value), Swapped.class),
                Swapped::swapped);
    }

    /**
     * Tells the present value, then each newer one; of those that come while the listener is busy, the newest. The listener runs on
     * the client's callback executor, one call at a time.
     */
    public Registration onChange(Consumer<Change<Long>> listener) {
        return Latest.listen(
                calls,
                CounterChanged.class,
                CounterChanged::value,
                () -> read().thenApply(count -> new Change<>(count.value(), count.revision())),
                listener);
    }

    private CompletableFuture<Count> read() {
        return calls.query(AtomicContract.GET, new Get(), Count.class);
    }

    private CompletableFuture<Counted> change(String command, Record request) {
        return calls.call(command, request, Counted.class);
    }
}
