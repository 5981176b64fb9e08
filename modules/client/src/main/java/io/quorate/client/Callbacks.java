package io.quorate.client;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs the user's code, never on the I/O thread. The client's own executor has one thread; while that waits for a future in a
 * callback, the pool lets another stand in, so that waiting there is no deadlock.
 */
final class Callbacks implements Executor, AutoCloseable {
    /** Callbacks that may wait for futures at the same time. */
    private static final int MAX_STAND_INS = 256;

    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 1_000;
    private static final System.Logger LOG = System.getLogger(Callbacks.class.getName());

    private final Executor executor;
    private final Optional<ForkJoinPool> own;

    Callbacks(Optional<Executor> given) {
        own = given.isPresent() ? Optional.empty() : Optional.of(newPool());
        executor = given.or(() -> own).orElseThrow();
    }

    private static ForkJoinPool newPool() {
        return new ForkJoinPool(
                1,
                pool -> {
                    ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("quorate-client-callback");
                    return thread;
                },
                (thread, failure) -> LOG.log(System.Logger.Level.WARNING, "a callback failed", failure),
                true,
                0,
                1 + MAX_STAND_INS,
                1,
                pool -> true,
                IDLE_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Runs the task soon; on this thread when the executor is shut down, for a future left open would be worse. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException shutDown) {
            task.run();
        }
    }

    /** Lets what was given finish, for a bounded time. */
    @Override
    public void close() {
        own.ifPresent(pool -> {
            pool.shutdown();
            boolean fromCallback =
                    Thread.currentThread() instanceof ForkJoinWorkerThread worker && worker.getPool() == pool;
            if (!fromCallback) {
                awaitEnd(pool);
            }
        });
    }

    private static void awaitEnd(ForkJoinPool pool) {
        try {
            if (!pool.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
