package io.quorate.recipe.election.api;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Runs what it is given one after the other, each as a task of its own on the executor. Thread-safe. */
final class Turns {
    private final Executor executor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    Turns(Executor executor) {
        this.executor = executor;
    }

    synchronized void add(Runnable task) {
        waiting.add(task);
        if (!busy) {
            busy = true;
            next();
        }
    }

    private synchronized void next() {
        Runnable task = waiting.poll();
        if (task == null) {
            busy = false;
            return;
        }
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                next();
            }
        });
    }
}
