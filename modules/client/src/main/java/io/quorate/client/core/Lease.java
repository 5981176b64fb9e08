package io.quorate.client.core;

import java.util.concurrent.TimeUnit;

/**
 * How long a session, or what else servers let go by their clock, may be believed to live, counted from the sending of the message
 * that renewed it. It ends before the server, whose clock may run faster and ours slower, may end it.
 *
 * @param from when that message was sent
 */
public record Lease(Moment from, long ttlMillis) {
    /** Largest error of a clock's rate, in hundredths, on either side. */
    static final int RATE_ERROR_PERCENT = 1;

    /** Room for a tick that comes late: this much, and a hundredth of the time to live. */
    static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    public long untilNanos() {
        long ttl = TimeUnit.MILLISECONDS.toNanos(ttlMillis);
        long atWorst = ttl / (100 + RATE_ERROR_PERCENT) * (100 - RATE_ERROR_PERCENT);
        return from.nanos() + Math.max(0, atWorst - MARGIN_NANOS - ttl / 100);
    }

    public long untilWallMillis() {
        return from.wallMillis() + TimeUnit.NANOSECONDS.toMillis(untilNanos() - from.nanos());
    }

    /**
     * Whether the monotonic clock says so, or the machine may have been suspended: then that clock stood still, and the wall
     * clock has run ahead of it by more than the lease has left. A wall clock that was set forward looks the same; one that
     * was set back changes nothing.
     */
    public boolean isOver(Moment now) {
        return now.nanos() >= untilNanos() || now.wallMillis() >= untilWallMillis();
    }

    /** Between two keep-alives, and for the answer to one. */
    long paceNanos() {
        return TimeUnit.MILLISECONDS.toNanos(ttlMillis) / 3;
    }
}
