package io.quorate.client;

import io.quorate.recipe.client.Await;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs the user's code, never on the I/O thread. The client's own executor has as many threads as callbacks are busy, up to a
 * bound; one that waits for a future does not count, for the pool lets another stand in, so that waiting there is no deadlock.
 */
final class Callbacks implements Executor, AutoCloseable {
    /** Callbacks that may be slow at the same time without keeping others waiting. */
    static final int MAX_RUNNING = 8;

    /** Callbacks that may wait for futures at the same time. */
    private static final int MAX_STAND_INS = 256;

    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 1_000;
    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private final Optional<Executor> given;
    private final ForkJoinPool own = newPool();

    Callbacks(Optional<Executor> given) {
        this.given = given;
    }

    private static ForkJoinPool newPool() {
        return new ForkJoinPool(
                MAX_RUNNING,
                pool -> {
                    ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("quorate-client-callback");
                    return thread;
                },
                (thread, failure) -> LOG.log(System.Logger.Level.WARNING, "a callback failed", failure),
                true,
                0,
                MAX_RUNNING + MAX_STAND_INS,
                MAX_RUNNING,
                pool -> true,
                IDLE_SECONDS,
                TimeUnit.SECONDS);
    }

    /**
     * Runs the task soon. The client's own executor stands in for a given one that takes nothing more; once the client is
     * closed, so does this thread, for a future left open would be worse.
     */
    @Override
    public void execute(Runnable task) {
        if (given.isPresent()) {
            try {
                given.get().execute(() -> Await.forbidIn(task));
                return;
            } catch (RejectedExecutionException shutDown) {
                // Not here, which may be the I/O thread.
            }
        }
        try {
            own.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    /** Waits for what was given, for a bounded time; what is left goes on without it, for somebody may wait for its end. */
    @Override
    public void close() {
        own.shutdown();
        boolean fromCallback = Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == own;
        if (!fromCallback) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            if (!own.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the client is closed, but a callback goes on and keeps its thread");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
