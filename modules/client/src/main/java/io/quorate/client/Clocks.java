package io.quorate.client;

import io.quorate.client.core.Moment;
import java.time.Duration;

/** The machine's clocks; the monotonic one counts from the making of this object. */
final class Clocks {
    /** Longer than any program runs, and short enough that sums do not overflow. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final long originNanos = System.nanoTime();

    Moment now() {
        return new Moment(System.nanoTime() - originNanos, System.currentTimeMillis());
    }

    /** A moment's nanos in the scale of {@link System#nanoTime()}. */
    long systemNanos(long nanos) {
        return originNanos + nanos;
    }

    /** What {@link Moment#nanos} will be when this much time has passed. */
    long after(Duration wait) {
        return System.nanoTime() - originNanos + nanos(wait);
    }

    static long nanos(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? Math.max(0, wait.toNanos()) : LONGEST.toNanos();
    }
}
