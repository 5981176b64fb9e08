package io.quorate.transport;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Warnings that strangers can cause: one line a second at most, with the number of those left out. Any thread. */
public final class QuietLog {
    private static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Logger logger;
    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong leftOut = new AtomicLong();

    public QuietLog(Logger logger) {
        this.logger = logger;
    }

    /** Whether the line was said, and not left out. */
    public boolean warn(String line) {
        long due = nextNanos.get();
        long now = System.nanoTime();
        if (now - due < 0 || !nextNanos.compareAndSet(due, now + GAP_NANOS)) {
            leftOut.incrementAndGet();
            return false;
        }
        long silent = leftOut.getAndSet(0);
        logger.log(Level.WARNING, silent == 0 ? line : line + " (and " + silent + " such lines before it)");
        return true;
    }
}
