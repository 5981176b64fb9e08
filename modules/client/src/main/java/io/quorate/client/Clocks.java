package io.quorate.client;

import io.quorate.client.core.Habitat;
import io.quorate.client.core.Moment;
import java.time.Duration;

/** The clocks of the place where the client lives. */
record Clocks(Habitat habitat) {
    /** Longer than any program runs, and short enough that sums do not overflow. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    Moment now() {
        return habitat.now();
    }

    /** A moment's nanos in the scale of {@link System#nanoTime()}. */
    long systemNanos(long nanos) {
        return habitat.systemNanos(nanos);
    }

    /** What {@link Moment#nanos} will be when this much time has passed. */
    long after(Duration wait) {
        return now().nanos() + nanos(wait);
    }

    static long nanos(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? Math.max(0, wait.toNanos()) : LONGEST.toNanos();
    }
}
