package io.quorate.log;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Runs what it was given when told to, in the caller's thread. */
final class Tasks implements Executor {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean runOne() {
        Runnable task = waiting.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Until neither has anything left. */
    static void runAll(Tasks one, Tasks other) {
        while (one.runOne() || other.runOne()) {
            // Each may give the other something to do.
        }
    }
}
