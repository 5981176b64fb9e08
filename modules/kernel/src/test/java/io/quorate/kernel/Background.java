package io.quorate.kernel;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** A serial executor that a test can hold up. */
final class Background implements Executor {
    private final Executor thread;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean held;

    Background(Executor thread) {
        this.thread = thread;
    }

    @Override
    public void execute(Runnable task) {
        if (held) {
            waiting.add(task);
        } else {
            thread.execute(task);
        }
    }

    /** What comes from now on waits. */
    void hold() {
        held = true;
    }

    /** What waits is done, once the loop runs. */
    void release() {
        held = false;
        waiting.forEach(thread::execute);
        waiting.clear();
    }

    int waiting() {
        return waiting.size();
    }
}
