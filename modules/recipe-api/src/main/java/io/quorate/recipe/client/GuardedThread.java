package io.quorate.recipe.client;

/**
 * The thread that runs guarded work, which is the one that makes this: interrupted once at most and only while it works, and handed back without
 * that interrupt. For facades; thread-safe.
 */
public final class GuardedThread {
    private final Thread thread = Thread.currentThread();
    private boolean working = true;
    private boolean struck;

    /** Interrupts the work, unless it was before or is over. */
    public synchronized void interrupt() {
        if (working && !struck) {
            struck = true;
            thread.interrupt();
        }
    }

    /** The work is over; to be called by the thread itself. True when it was interrupted here. */
    public synchronized boolean leave() {
        if (working && struck) {
            Thread.interrupted();
        }
        working = false;
        return struck;
    }
}
