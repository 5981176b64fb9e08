package io.quorate.kernel;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop in virtual time: tasks run only when the test says so. */
public final class VirtualLoop implements Loop {
    private record Task(long atNanos, long order, Runnable body) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::order));
    private long now;
    private long order;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long calendarMillis() {
        return 1_700_000_000_000L + now / 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(now + delayNanos, order++, task));
    }

    /** Runs what is due now. */
    public void settle() {
        runUntil(now);
    }

    /** Lets time pass while the loop runs. */
    public void advanceMillis(long millis) {
        runUntil(now + millis * 1_000_000);
    }

    /** Lets time pass while the loop stands still, as a stopped process does. */
    public void freezeMillis(long millis) {
        now += millis * 1_000_000;
    }

    private void runUntil(long end) {
        while (!tasks.isEmpty() && tasks.element().atNanos() <= end) {
            Task next = tasks.remove();
            now = Math.max(now, next.atNanos());
            next.body().run();
        }
        now = Math.max(now, end);
    }
}
