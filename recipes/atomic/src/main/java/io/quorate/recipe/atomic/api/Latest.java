package io.quorate.recipe.atomic.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One listener: told the present value first, then each newer one, or the newest of those that came while it was busy. What an event
 * may have been missed of is read. Its listener runs on the callback executor, one call at a time.
 */
final class Latest<E extends Record, T> implements Registration {
    private final Executor executor;
    private final Function<E, T> value;
    private final Supplier<CompletableFuture<Change<T>>> read;
    private final Consumer<Change<T>> listener;
    private @Nullable Registration events;
    private @Nullable Change<T> untold;

    /** Of the newest value that it knows. */
    private long newest;

    /** Of the newest value that was read: events up to there are in it. */
    private long newestRead;

    private boolean busy;
    private boolean closed;

    private Latest(
            Executor executor,
            Function<E, T> value,
            Supplier<CompletableFuture<Change<T>>> read,
            Consumer<Change<T>> listener) {
        this.executor = executor;
        this.value = value;
        this.read = read;
        this.listener = listener;
    }

    static <E extends Record, T> Registration listen(
            Calls calls,
            Class<E> type,
            Function<E, T> value,
            Supplier<CompletableFuture<Change<T>>> read,
            Consumer<Change<T>> listener) {
        Latest<E, T> latest = new Latest<>(calls.client().callbackExecutor(), value, read, listener);
        latest.begin(calls.resource().events(type, latest::heard));
        return latest;
    }

    private void begin(Registration subscription) {
        synchronized (this) {
            events = subscription;
        }
        // After it has subscribed, so that no change is between what is read and what is told.
        look();
    }

    private void look() {
        read.get().whenComplete((change, failure) -> {
            if (failure == null) {
                offer(change, true);
            } else if (Await.failure(failure) instanceof QuorateException late
                    && late.is(ErrorCode.DEADLINE_EXCEEDED)
                    && isOpen()) {
                look();
            }
            // Else the next event has the value.
        });
    }

    private void heard(EventMessage<E> message) {
        if (message instanceof EventMessage.Event<E> event) {
            offer(new Change<>(value.apply(event.value()), event.revision()), false);
        } else {
            look();
        }
    }

    private void offer(Change<T> change, boolean wasRead) {
        boolean begins;
        synchronized (this) {
            if (wasRead ? change.revision() < newest : change.revision() <= newestRead) {
                return;
            }
            newestRead = wasRead ? change.revision() : newestRead;
            newest = change.revision();
            untold = change;
            begins = begins();
        }
        if (begins) {
            executor.execute(this::tell);
        }
    }

    private synchronized boolean begins() {
        boolean begins = !busy && !closed && untold != null;
        busy = busy || begins;
        return begins;
    }

    private void tell() {
        try {
            Change<T> next = next();
            if (next != null) {
                listener.accept(next);
            }
        } finally {
            if (hasMore()) {
                executor.execute(this::tell);
            }
        }
    }

    private synchronized @Nullable Change<T> next() {
        Change<T> next = closed ? null : untold;
        untold = null;
        return next;
    }

    private synchronized boolean hasMore() {
        busy = false;
        return begins();
    }

    private synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        Registration subscription;
        synchronized (this) {
            closed = true;
            subscription = events;
        }
        if (subscription != null) {
            subscription.close();
        }
    }
}
