package io.quorate.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * True time of a world, and everything that is going to happen in it. What is due at the same moment happens in an order
 * that the seed decides. One thread.
 */
public final class VirtualTime {
    private record Event(long nanos, int tie, long number, Runnable body) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::nanos).thenComparingInt(Event::tie).thenComparingLong(Event::number));
    private final Chance ties;
    private long now;
    private long number;

    public VirtualTime(Chance ties) {
        this.ties = ties;
    }

    /** Since the world began. */
    public long nanos() {
        return now;
    }

    public long millis() {
        return now / 1_000_000;
    }

    /** Events that have happened. */
    public long events() {
        return number - events.size();
    }

    public void at(long nanos, Runnable body) {
        events.add(new Event(Math.max(now, nanos), ties.number(), number, body));
        number++;
    }

    public void after(long delayNanos, Runnable body) {
        at(now + delayNanos, body);
    }

    /** Lets the next event happen; false when there is none. */
    public boolean step() {
        Event next = events.poll();
        if (next == null) {
            return false;
        }
        now = next.nanos();
        next.body().run();
        return true;
    }
}
