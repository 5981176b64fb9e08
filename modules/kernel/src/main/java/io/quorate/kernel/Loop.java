package io.quorate.kernel;

/**
 * The one thread that a kernel runs on, and its clocks: the seam that lets a simulator run whole nodes in virtual time.
 * Tasks run one after the other, in the order given.
 */
public interface Loop {
    /** Monotonic time in ns, from any origin. */
    long nanos();

    /** UTC wall clock in ms; may jump. */
    long calendarMillis();

    /** Runs the task soon. Any thread. */
    void execute(Runnable task);

    /** Runs the task once after at least this many ns. On the loop's thread only. */
    void schedule(long delayNanos, Runnable task);
}
