package io.quorate.recipe.atomic.api;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.GetReference;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceChanged;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A value of the user's own type, compared by version: a value that went and came again has another one. Encoded, it has at most
 * {@link AtomicContract#MAX_REFERENCE_BYTES}; a larger one is refused with {@link IllegalArgumentException} before anything is sent.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s, and {@link io.quorate.codec.CodecException} when somebody has set it to what is
 * no value of this type. Methods without {@code Async} block.
 */
public final class Reference<T> {
    /** How often {@link #update} begins anew because somebody else was first. */
    public static final int MAX_UPDATE_ATTEMPTS = 100;

    private final Calls calls;
    private final RecordCodec<T> codec;

    Reference(Calls calls, RecordCodec<T> codec) {
        this.calls = calls;
        this.codec = codec;
    }

    public String name() {
        return calls.name();
    }

    /** Linearizable. */
    public Versioned<T> get() {
        return Await.result(getAsync());
    }

    /** {@link #get} without blocking. */
    public CompletableFuture<Versioned<T>> getAsync() {
        return Calls.map(read(), reference -> versioned(reference.value(), reference.version()));
    }

    /** Returns its version. */
    public long set(T value) {
        return Await.result(setAsync(value));
    }

    /** {@link #set} without blocking. */
    public CompletableFuture<Long> setAsync(T value) {
        return Calls.map(replace(value), ReferenceSet::version);
    }

    /** Returns what it was before, if it had a value. */
    public Optional<T> getAndSet(T value) {
        return Await.result(getAndSetAsync(value));
    }

    /** {@link #getAndSet} without blocking. */
    public CompletableFuture<Optional<T>> getAndSetAsync(T value) {
        return Calls.map(replace(value), reference -> reference.before().map(codec::decode));
    }

    /**
     * Sets it if it has the expected version, and returns its new one; empty when it has another, and nothing was changed.
     *
     * @param expectedVersion 0 for a reference without a value
     */
    public OptionalLong compareAndSet(long expectedVersion, T value) {
        return Await.result(compareAndSetAsync(expectedVersion, value));
    }

    /** {@link #compareAndSet} without blocking. */
    public CompletableFuture<OptionalLong> compareAndSetAsync(long expectedVersion, T value) {
        return Calls.map(
                swap(expectedVersion, Optional.of(value)),
                reference -> reference.swapped() ? OptionalLong.of(reference.version()) : OptionalLong.empty());
    }

    /** Takes its value away if it has the expected version; false when it has another, and nothing was changed. */
    public boolean compareAndClear(long expectedVersion) {
        return Await.result(compareAndClearAsync(expectedVersion));
    }

    /** {@link #compareAndClear} without blocking. */
    public CompletableFuture<Boolean> compareAndClearAsync(long expectedVersion) {
        return Calls.map(swap(expectedVersion, Optional.empty()), ReferenceSwapped::swapped);
    }

    /**
     * Sets it to what the function makes of its present value, and returns what it is then. Takes one round trip to read, one to set,
     * and one more for each time that somebody else was first.
     *
     * @param function may be asked more than once, on the client's callback executor; must not wait for the client
     * @throws QuorateException {@code CONFLICT} when somebody else was first {@link #MAX_UPDATE_ATTEMPTS} times
     */
    public Versioned<T> update(Function<Optional<T>, T> function) {
        return Await.result(updateAsync(function));
    }

    /** {@link #update} without blocking. Cancelling it begins no more attempts. */
    public CompletableFuture<Versioned<T>> updateAsync(Function<Optional<T>, T> function) {
        CompletableFuture<Versioned<T>> result = new CompletableFuture<>();
        getAsync().whenComplete((found, failure) -> {
            if (failure != null) {
                result.completeExceptionally(Await.failure(failure));
            } else {
                attempt(function, found, MAX_UPDATE_ATTEMPTS, result);
            }
        });
        return result;
    }

    private void attempt(
            Function<Optional<T>, T> function,
            Versioned<T> found,
            int attempts,
            CompletableFuture<Versioned<T>> result) {
        if (result.isDone()) {
            return;
        }
        try {
            if (attempts == 0) {
                throw QuorateException.of(
                        ErrorCode.CONFLICT,
                        CallOutcome.NOT_APPLIED,
                        "'" + name() + "' was set by others " + MAX_UPDATE_ATTEMPTS
                                + " times before it could be updated");
            }
            T value = function.apply(found.value());
            swap(found.version(), Optional.of(value)).whenComplete((reference, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(Await.failure(failure));
                } else if (reference.swapped()) {
                    result.complete(new Versioned<>(Optional.of(value), reference.version()));
                } else {
                    again(function, reference, attempts - 1, result);
                }
            });
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }

    private void again(
            Function<Optional<T>, T> function,
            ReferenceSwapped reference,
            int attempts,
            CompletableFuture<Versioned<T>> result) {
        try {
            attempt(function, versioned(reference.found(), reference.version()), attempts, result);
        } catch (RuntimeException noSuchValue) {
            result.completeExceptionally(noSuchValue);
        }
    }

    /**
     * Tells the present value, then each newer one; of those that come while the listener is busy, the newest. The listener runs on
     * the client's callback executor, one call at a time.
     */
    public Registration onChange(Consumer<Change<Versioned<T>>> listener) {
        return Latest.listen(
                calls,
                ReferenceChanged.class,
                changed -> versioned(changed.value(), changed.version()),
                () -> read().thenApply(reference ->
                        new Change<>(versioned(reference.value(), reference.version()), reference.revision())),
                listener);
    }

    private CompletableFuture<ReferenceRead> read() {
        return calls.query(AtomicContract.GET_REFERENCE, new GetReference(), ReferenceRead.class);
    }

    private CompletableFuture<ReferenceSet> replace(T value) {
        return calls.call(AtomicContract.SET_REFERENCE, new SetReference(codec.encode(value)), ReferenceSet.class);
    }

    private CompletableFuture<ReferenceSwapped> swap(long expectedVersion, Optional<T> value) {
        return calls.call(
                AtomicContract.COMPARE_AND_SET_REFERENCE,
                new CompareAndSetReference(expectedVersion, value.map(codec::encode)),
                ReferenceSwapped.class);
    }

    private Versioned<T> versioned(Optional<byte[]> value, long version) {
        return new Versioned<>(value.map(codec::decode), version);
    }
}
