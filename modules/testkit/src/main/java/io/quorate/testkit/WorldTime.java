package io.quorate.testkit;

import io.quorate.kernel.Loop;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The loop of all nodes of a world, in virtual time: tasks run only when the test lets time pass. One thread. */
final class WorldTime implements Loop {
    private static final long START_CALENDAR_MILLIS = 1_700_000_000_000L;

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
        return START_CALENDAR_MILLIS + now / 1_000_000;
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(now + delayNanos, order++, task));
    }

    /** Runs what is due now, and what that leads to at once. */
    void settle() {
        advance(0);
    }

    /** Lets so many ns pass. */
    void advance(long nanos) {
        long end = now + nanos;
        while (!tasks.isEmpty() && tasks.element().atNanos() <= end) {
            Task next = tasks.remove();
            now = Math.max(now, next.atNanos());
            next.body().run();
        }
        now = end;
    }
}
