package io.quorate.log;

import java.util.concurrent.Executor;

/**
 * Where a log decides, and its clock: the seam that lets a simulator run it in virtual time. Tasks run one after the other, in
 * the order given, on any thread, the caller's included; none of them blocks.
 */
public interface LogLoop extends Executor {
    /** Monotonic time in ns, from any origin. */
    long nanos();

    /** Runs the task once after at least this many ns. */
    void schedule(long delayNanos, Runnable task);
}
