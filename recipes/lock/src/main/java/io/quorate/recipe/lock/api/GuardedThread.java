package io.quorate.recipe.lock.api;

/** The thread that runs guarded work: interrupted only while it does, and handed back without that interrupt. */
final class GuardedThread {
    private final Thread thread = Thread.currentThread();
    private boolean working = true;
    private boolean struck;

    synchronized void interrupt() {
        if (working) {
            struck = true;
            thread.interrupt();
        }
    }

    /** The work is over; to be called by the thread itself. */
    synchronized void leave() {
        working = false;
        if (struck) {
            Thread.interrupted();
        }
    }
}
