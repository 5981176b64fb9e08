package io.quorate.kernel.lead;

import io.quorate.kernel.Loop;
import io.quorate.log.ReplicatedLog;

/**
 * Log time on a leader: the last that was logged, or heard of from the leader before, plus its own monotonic time since it began
 * to lead. A gap in which the loop did not run at all counts as time without a leader: log time stands still, and everything
 * that hangs on it with it.
 */
public final class LogClock {
    /** A longer silence of the loop is a pause, in ns: the shortest election timeout. */
    public static final long PAUSE_NANOS = 300_000_000L;

    private final Loop loop;
    private final ReplicatedLog log;

    // Log time in ns at the moment seenNanos. Moved by observe(); never back.
    private long logNanos;
    private long seenNanos;

    public LogClock(Loop loop, ReplicatedLog log) {
        this.loop = loop;
        this.log = log;
        this.seenNanos = loop.nanos();
    }

    /** Begins a leadership over a log whose last entry has this time. */
    public void restart(long lastLogTimeMillis) {
        logNanos = Math.max(logNanos, Math.max(lastLogTimeMillis, log.announced()) * 1_000_000L);
        seenNanos = loop.nanos();
    }

    /** Log time in ms; to be asked at least every {@link #PAUSE_NANOS} while the loop runs. */
    public long nowMillis() {
        long now = loop.nanos();
        long gap = now - seenNanos;
        seenNanos = now;
        if (gap > 0 && gap <= PAUSE_NANOS) {
            logNanos += gap;
        }
        long millis = logNanos / 1_000_000L;
        log.announce(millis);
        return millis;
    }
}
