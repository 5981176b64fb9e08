package io.quorate.server;

import io.quorate.log.LogLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Where the consensus decides: tasks run one after the other, each on the thread that gives it when none runs, else on the one
 * that is running some. So a message or a sync leads to the next one without waking a thread. A thread of its own runs what is
 * scheduled, so that signs of life wait for nobody. A task that throws ends the loop. Few tasks wait at a time: a log gives one for
 * all that came, and one for each of its timers.
 */
final class TurnLoop implements LogLoop {
    private static final long STOP_SECONDS = 10;

    private final Consumer<Throwable> onFailure;
    private final ScheduledExecutorService timer;
    private final long originNanos = System.nanoTime();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Tasks that are waiting or running; who makes it more than 0 runs them until it is 0. */
    private final AtomicInteger given = new AtomicInteger();

    private volatile boolean ended;

    private TurnLoop(String name, Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer = threads;
    }

    /**
     * Starts the thread.
     *
     * @param name of the thread
     * @param onFailure called once, as the last thing here, with what a task threw
     */
    static TurnLoop start(String name, Consumer<Throwable> onFailure) {
        return new TurnLoop(name, onFailure);
    }

    @Override
    public long nanos() {
        return System.nanoTime() - originNanos;
    }

    /** Returns when the task has run, or at once when another thread runs it. */
    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the consensus has ended");
        }
        tasks.add(task);
        if (given.getAndIncrement() == 0) {
            do {
                run();
            } while (given.decrementAndGet() > 0);
        }
    }

    private void run() {
        Runnable task = tasks.poll();
        if (task == null || ended) {
            return;
        }
        try {
            task.run();
        } catch (Throwable failure) {
            ended = true;
            onFailure.accept(failure);
        }
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        try {
            timer.schedule(() -> runScheduled(task), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            // Nothing is due any more.
        }
    }

    private void runScheduled(Runnable task) {
        if (!ended) {
            execute(task);
        }
    }

    /** Nothing that was scheduled runs any more on return; the thread is gone. Waits for a bounded time. */
    void stop() throws InterruptedException {
        timer.shutdown();
        timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        ended = true;
    }
}
