package io.quorate.log;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A loop on a thread of its own. */
final class ThreadLoop implements LogLoop {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    void stop() {
        thread.shutdownNow();
    }
}
