package io.quorate.kernel;

import io.quorate.log.LogLoop;

/**
 * The one thread that a kernel runs on, and its clocks: the seam that lets a simulator run whole nodes in virtual time. A task
 * may block only where a store whose buffers are full holds an apply up.
 */
public interface Loop extends LogLoop {
    /** As for any log; on the loop's thread only. */
    @Override
    void schedule(long delayNanos, Runnable task);

    /** UTC wall clock in ms; may jump. */
    long calendarMillis();
}
