package io.quorate.log;

import java.util.concurrent.Executor;

/**
 * The thread on which a log decides, and its clock: the seam that lets a simulator run it in virtual time. Tasks run one after
 * the other, in the order given, and none of them blocks.
 */
public interface LogLoop extends Executor {
    /** Monotonic time in ns, from any origin. */
    long nanos();

    /** Runs the task once after at least this many ns. On the loop's thread only. */
    void schedule(long delayNanos, Runnable task);
}
