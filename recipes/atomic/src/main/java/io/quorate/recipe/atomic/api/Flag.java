package io.quorate.recipe.atomic.api;

import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.FlagChanged;
import io.quorate.recipe.atomic.api.AtomicContract.FlagRead;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.GetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * True or false; false until somebody sets it, and when false it leaves nothing behind.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods without {@code Async} block.
 */
public final class Flag {
    private final Calls calls;

    Flag(Calls calls) {
        this.calls = calls;
    }

    public String name() {
        return calls.name();
    }

    /** Linearizable. */
    public boolean get() {
        return Await.result(getAsync());
    }

    /** {@link #get} without blocking. */
    public CompletableFuture<Boolean> getAsync() {
        return Calls.map(read(), FlagRead::value);
    }

    public void set(boolean value) {
        Await.result(setAsync(value));
    }

    /** {@link #set} without blocking; gives what it was before. */
    public CompletableFuture<Boolean> setAsync(boolean value) {
        return Calls.map(calls.call(AtomicContract.SET_FLAG, new SetFlag(value), FlagSet.class), FlagSet::before);
    }

    /** Returns what it was before. */
    public boolean getAndSet(boolean value) {
        return Await.result(setAsync(value));
    }

    /** Sets it if it is what is expected; false when it is not, and nothing was changed. */
    public boolean compareAndSet(boolean expected, boolean value) {
        return Await.result(compareAndSetAsync(expected, value));
    }

    /** {@link #compareAndSet} without blocking. */
    public CompletableFuture<Boolean> compareAndSetAsync(boolean expected, boolean value) {
        CompareAndSetFlag request = new CompareAndSetFlag(expected, value);
        return Calls.map(
                calls.call(AtomicContract.COMPARE_AND_SET_FLAG, request, FlagSwapped.class), FlagSwapped::swapped);
    }

    /**
     * Tells the present value, then each newer one; of those that come while the listener is busy, the newest. The listener runs on
     * the client's callback executor, one call at a time.
     */
    public Registration onChange(Consumer<Change<Boolean>> listener) {
        return Latest.listen(
                calls,
                FlagChanged.class,
                FlagChanged::value,
                () -> read().thenApply(flag -> new Change<>(flag.value(), flag.revision())),
                listener);
    }

    private CompletableFuture<FlagRead> read() {
        return calls.query(AtomicContract.GET_FLAG, new GetFlag(), FlagRead.class);
    }
}
