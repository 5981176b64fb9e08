package io.quorate.testkit.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of all nodes and clients of a cluster, and their common clock. What is due runs in the order in which it is due,
 * and the clock shows when that was: it goes with the machine's clock, and when the thread is late, or a test lets time pass, it
 * goes from task to task until it has caught up. So a slow machine makes nobody miss a deadline, and an hour passes like any other:
 * everybody does in it what there is to do.
 */
final class ClusterTime implements Executor, AutoCloseable {
    /** From giving a task to its running, when the clock has to catch up: so that it does even when each task gives the next one. */
    private static final long HOP_NANOS = 1_000;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 10_000;

    private record Task(long atNanos, long order, Runnable body) {}

    private final long originNanos = System.nanoTime();
    private final long originMillis = System.currentTimeMillis();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Failures failures;
    private final Thread thread;

    // Guarded by the lock.
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::order));
    private long order;
    private long aheadNanos;
    private long now;
    private long lastGivenNanos;
    private boolean closed;

    /** @param failures told what a task threw that is not a node's */
    ClusterTime(Failures failures) {
        this.failures = failures;
        thread = new Thread(this::run, "quorate-test-cluster");
        thread.setDaemon(true);
        thread.start();
    }

    private long due() {
        return System.nanoTime() - originNanos + aheadNanos;
    }

    private boolean isLate(long due) {
        return !tasks.isEmpty() && tasks.element().atNanos() <= due;
    }

    /** From 0 at the beginning. Any thread. */
    long nanos() {
        lock.lock();
        try {
            long due = due();
            if (Thread.currentThread() != thread && !isLate(due)) {
                now = Math.max(now, due);
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** UTC in ms. */
    long calendarMillis() {
        return calendarMillis(nanos());
    }

    long calendarMillis(long nanos) {
        return originMillis + TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** A moment of this clock in the scale of {@link System#nanoTime()}, as things are now. */
    long systemNanos(long nanos) {
        lock.lock();
        try {
            return originNanos + nanos - aheadNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Runs the task soon, behind those given before; not at all once the time is over. Any thread. */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            long due = due();
            long soon = now + HOP_NANOS;
            lastGivenNanos = Math.max(lastGivenNanos, isLate(due) ? soon : Math.max(soon, due));
            add(lastGivenNanos, task);
        } finally {
            lock.unlock();
        }
    }

    /** Runs the task when so much time has passed. Any thread. */
    void schedule(long delayNanos, Runnable task) {
        lock.lock();
        try {
            add(now + Math.max(0, delayNanos), task);
        } finally {
            lock.unlock();
        }
    }

    private void add(long atNanos, Runnable task) {
        if (!closed) {
            tasks.add(new Task(atNanos, order++, task));
            changed.signal();
        }
    }

    private void run() {
        try {
            for (Runnable task = next(); task != null; task = next()) {
                attempt(task);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the thread of a test cluster is not to be interrupted", e);
        }
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            failures.of("a client", failure);
        }
    }

    /** Waits for what is due next; null when the time is over. */
    private @Nullable Runnable next() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long due = due();
                if (isLate(due)) {
                    Task first = tasks.remove();
                    now = Math.max(now, first.atNanos());
                    return first.body();
                }
                changed.awaitNanos(
                        tasks.isEmpty() ? Long.MAX_VALUE : tasks.element().atNanos() - due);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Runs the task on the thread and waits for it; what it throws comes out here. */
    void run(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
            }
        });
        Waiting.of(done, Waiting.LONGEST);
    }

    /** Lets time pass at once, and returns when everything has been done that was due in it. */
    void advance(long nanos) {
        CompletableFuture<Void> there = new CompletableFuture<>();
        lock.lock();
        try {
            long due = due();
            long until = (isLate(due) ? now : Math.max(now, due)) + nanos;
            aheadNanos += nanos;
            add(until, () -> there.complete(null));
        } finally {
            lock.unlock();
        }
        Waiting.of(there, Waiting.UNLIMITED);
    }

    /** Asks on the thread, again and again, until there is an answer; empty when there is none for so long by the machine's clock. */
    <T> Optional<T> await(Supplier<Optional<T>> question, Duration patience) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> ask(question, answer));
        try {
            return Optional.of(Waiting.within(answer, patience));
        } catch (TimeoutException e) {
            answer.cancel(false);
            return Optional.empty();
        }
    }

    private <T> void ask(Supplier<Optional<T>> question, CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            question.get().ifPresentOrElse(answer::complete, () -> schedule(POLL_NANOS, () -> ask(question, answer)));
        } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
        }
    }

    /** Nothing runs any more on return. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            tasks.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
