package io.quorate.server;

import io.quorate.kernel.Loop;
import io.quorate.runtime.gas.Gas;
import io.quorate.storage.DamagedStateException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The kernel's thread, with room for the deepest calls that recipes may make. A task that throws ends it: what the kernel's state is
 * worth after a broken invariant nobody knows, and the log has everything that was acknowledged. A task that meets damage in the
 * stored state is given up alone, since that state is put away as a whole.
 */
final class LoopThread implements Loop {
    /**
     * Tasks that wait. Every connection, the log and the host have a few under way at most, so that only a loop that
     * stands still comes near.
     */
    static final int MAX_TASKS = 1 << 20;

    /** Tasks between two looks at the timers. */
    private static final int MAX_TURN_TASKS = 256;

    private static final long STOP_MILLIS = 10_000;

    private record Timer(long nanos, long number, Runnable task) {}

    private final Consumer<Throwable> onFailure;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>(MAX_TASKS);
    private final Thread thread;
    private volatile boolean ended;

    // On the loop's thread.
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::nanos).thenComparingLong(Timer::number));
    private final long originNanos = System.nanoTime();
    private long timerNumber;
    private boolean stopping;
    private Consumer<DamagedStateException> onDamage = damage -> {
        throw damage;
    };

    private LoopThread(String name, Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        thread = new Gas.ApplyThread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @param name of the thread
     * @param onFailure called on it, as the last thing there, with what a task threw
     */
    static LoopThread start(String name, Consumer<Throwable> onFailure) {
        LoopThread loop = new LoopThread(name, onFailure);
        loop.thread.start();
        return loop;
    }

    /** Who is told, on the loop, that a task met damage; before that, such a task ends the loop. On the loop. */
    void onDamage(Consumer<DamagedStateException> told) {
        onDamage = told;
    }

    /** From 0 at the loop's start, so that deadlines compare without overflow. */
    @Override
    public long nanos() {
        return System.nanoTime() - originNanos;
    }

    @Override
    public long calendarMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the kernel's loop has ended");
        }
        if (!tasks.offer(task)) {
            throw new RejectedExecutionException(MAX_TASKS + " tasks wait for the kernel's loop, the limit");
        }
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        timers.add(new Timer(nanos() + delayNanos, timerNumber++, task));
    }

    /** Runs on the loop and gives the result back; completes exceptionally when the loop has ended. Any thread. */
    <T> CompletableFuture<T> call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception failure) {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException gone) {
            result.completeExceptionally(gone);
        }
        return result;
    }

    private void run() {
        try {
            while (turn()) {
                runDueTimers();
            }
        } catch (Throwable failure) {
            ended = true;
            onFailure.accept(failure);
        } finally {
            ended = true;
            tasks.clear();
        }
    }

    /** Waits for tasks until the next timer is due, and runs some. */
    private boolean turn() throws InterruptedException {
        Timer next = timers.peek();
        Runnable task = next == null ? tasks.take() : tasks.poll(next.nanos() - nanos(), TimeUnit.NANOSECONDS);
        for (int done = 0; task != null; done++) {
            run(task);
            if (stopping) {
                return false;
            }
            task = done < MAX_TURN_TASKS ? tasks.poll() : null;
        }
        return true;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (DamagedStateException damage) {
            onDamage.accept(damage);
        }
    }

    private void runDueTimers() {
        long now = nanos();
        for (Timer due = timers.peek(); due != null && due.nanos() <= now; due = timers.peek()) {
            timers.remove();
            run(due.task());
        }
    }

    /** Runs the tasks given before this call, then ends; waits for a bounded time. */
    void stop() throws InterruptedException {
        if (!ended && Thread.currentThread() != thread) {
            tasks.put(() -> stopping = true);
            thread.join(STOP_MILLIS);
        }
    }
}
