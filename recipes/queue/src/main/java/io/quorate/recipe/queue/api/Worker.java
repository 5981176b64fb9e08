package io.quorate.recipe.queue.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.GuardedThread;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Works on a queue's items until it is closed, or its client is. Thread-safe. */
public final class Worker<T> implements AutoCloseable {
    /** How long one call waits for an item; then there is another one. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** Pause after a call that failed, in ms. */
    private static final long PAUSE_MILLIS = 1_000;

    /** Delay of an item that failed once, in ms; it doubles with each attempt. */
    private static final long FIRST_DELAY_MILLIS = 1_000;

    /** Longest delay of an item that failed, in ms. */
    private static final long LAST_DELAY_MILLIS = 60_000;

    private static final int DOUBLINGS = 6;

    private final RecipeClient client;
    private final WorkQueue<T> queue;
    private final ItemHandler<T> handler;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Hand> hands = new ArrayList<>();

    /** One of the threads, and what it waits for. */
    private final class Hand {
        private final Thread thread;
        private volatile CompletableFuture<?> call = CompletableFuture.completedFuture(null);

        Hand(int number) {
            thread = new Thread(this::work, "queue-" + queue.name() + "-" + number);
            thread.setDaemon(true);
        }

        private void work() {
            while (!isClosing()) {
                try {
                    Optional<Lease<T>> lease = next();
                    if (lease.isPresent()) {
                        handle(lease.get());
                    }
                } catch (QuorateException failure) {
                    if (failure.is(ErrorCode.CLOSED)) {
                        return;
                    }
                    pause();
                }
            }
        }

        private Optional<Lease<T>> next() {
            CompletableFuture<Optional<Lease<T>>> taken = queue.takeAsync(WAIT);
            call = taken;
            if (isClosing()) {
                taken.cancel(true);
            }
            return Await.uninterruptibly(taken);
        }
    }

    Worker(RecipeClient client, WorkQueue<T> queue, ItemHandler<T> handler, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, was " + parallelism);
        }
        this.client = client;
        this.queue = queue;
        this.handler = handler;
        for (int i = 1; i <= parallelism; i++) {
            hands.add(new Hand(i));
        }
    }

    void start() {
        hands.forEach(hand -> hand.thread.start());
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void pause() {
        try {
            boolean unused = closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stray) {
            // Nobody interrupts this thread but for a handler, which has ended.
        }
    }

    private void handle(Lease<T> lease) {
        GuardedThread thread = new GuardedThread();
        Optional<Throwable> failure = Optional.empty();
        Renewal renewal = new Renewal(client, lease, thread::interrupt);
        try {
            handler.handle(lease);
        } catch (Exception | Error thrown) {
            failure = Optional.of(thrown);
        } finally {
            renewal.close();
            thread.leave();
        }
        // What a handler did to its thread is not for the next one.
        Thread.interrupted();
        if (lease.isOver()) {
            return;
        }
        try {
            if (failure.isEmpty()) {
                lease.ack();
            } else {
                lease.nack(delay(lease.attempt()), failure.get().toString());
            }
        } catch (QuorateException over) {
            if (!Lease.isGone(over)) {
                throw over;
            }
        }
    }

    private static Duration delay(int attempt) {
        long doubled = FIRST_DELAY_MILLIS << Math.min(attempt - 1, DOUBLINGS);
        return Duration.ofMillis(Math.min(doubled, LAST_DELAY_MILLIS));
    }

    /**
     * Takes no more items, and blocks until the handlers that run have ended and their items are acknowledged or given back. An interrupt ends
     * the wait and leaves the thread interrupted; a handler that calls this does not wait for itself.
     */
    @Override
    public void close() {
        closing.countDown();
        hands.forEach(hand -> hand.call.cancel(true));
        try {
            for (Hand hand : hands) {
                if (hand.thread != Thread.currentThread()) {
                    hand.thread.join();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
