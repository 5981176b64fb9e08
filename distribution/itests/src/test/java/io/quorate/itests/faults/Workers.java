package io.quorate.itests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that do the same again and again until they are to end. */
final class Workers {
    private static final long PATIENCE_SECONDS = 120;

    /** What a worker does in one go. */
    @FunctionalInterface
    interface Work {
        void work() throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Future<?>> all = new ArrayList<>();
    private volatile boolean ending;

    void repeat(long pauseMillis, Work work) {
        all.add(threads.submit(() -> {
            while (!ending) {
                work.work();
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
            return null;
        }));
    }

    /** Waits for all of them; fails with what one of them failed with. */
    void end() throws InterruptedException {
        ending = true;
        for (Future<?> each : all) {
            try {
                each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | java.util.concurrent.TimeoutException failure) {
                throw new AssertionError("a worker did not come to its end", failure);
            }
        }
        threads.shutdown();
    }
}
