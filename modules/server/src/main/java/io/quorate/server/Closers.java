package io.quorate.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be undone, the last thing first; a failing step is logged and does not keep the others from being done. */
final class Closers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Closers.class.getName());

    private record Step(String name, AutoCloseable action) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(String name, AutoCloseable action) {
        steps.push(new Step(name, action));
    }

    @Override
    public void close() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            try {
                step.action().close();
            } catch (Exception failure) {
                LOG.log(System.Logger.Level.WARNING, "while stopping: " + step.name() + " failed", failure);
            }
        }
    }
}
