package io.quorate.recipe.election.api;

/** A thread that works under a leadership: interrupted only while it does, and handed back without that interrupt. */
final class Worker {
    private final Thread thread = Thread.currentThread();
    private boolean working = true;
    private boolean struck;

    synchronized void interrupt() {
        if (working && !struck) {
            struck = true;
            thread.interrupt();
        }
    }

    /** The work is over; to be called by the thread itself. True when it was interrupted here. */
    synchronized boolean leave() {
        if (working && struck) {
            Thread.interrupted();
        }
        working = false;
        return struck;
    }
}
