package io.quorate.log;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Runs what it was given when told to, in the caller's thread; time goes on when told to. */
final class Tasks implements LogLoop {
    private record Timer(long nanos, long number, Runnable task) {}

    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::nanos).thenComparingLong(Timer::number));
    private long now;
    private long number;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        timers.add(new Timer(now + delayNanos, number++, task));
    }

    /** What is due by then waits from now on. */
    void advance(long nanos) {
        now += nanos;
        while (!timers.isEmpty() && timers.element().nanos() <= now) {
            waiting.add(timers.remove().task());
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean runOne() {
        Runnable task = waiting.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Until none of them has anything left. */
    static void runAll(Tasks... all) {
        boolean more = true;
        while (more) {
            more = false;
            for (Tasks each : all) {
                more |= each.runOne();
            }
        }
    }
}
