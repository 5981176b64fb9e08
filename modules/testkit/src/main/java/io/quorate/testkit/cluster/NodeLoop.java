package io.quorate.testkit.cluster;

import io.quorate.kernel.Loop;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Everything that one life of a node runs, on the cluster's thread: nothing once it is over, and later what it is given while it is
 * paused.
 */
final class NodeLoop implements Loop {
    private final ClusterTime time;
    private final Consumer<Throwable> onFailure;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean paused;
    private boolean over;

    /** @param onFailure told what a task threw, after which the node is not to go on */
    NodeLoop(ClusterTime time, Consumer<Throwable> onFailure) {
        this.time = time;
        this.onFailure = onFailure;
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public long calendarMillis() {
        return time.calendarMillis();
    }

    @Override
    public void execute(Runnable task) {
        time.execute(() -> run(task));
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        time.schedule(delayNanos, () -> run(task));
    }

    private void run(Runnable task) {
        if (over) {
            return;
        }
        if (paused) {
            held.add(task);
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            onFailure.accept(failure);
        }
    }

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        for (Runnable task = held.poll(); task != null; task = held.poll()) {
            execute(task);
        }
    }

    void end() {
        over = true;
        held.clear();
    }

    boolean isOver() {
        return over;
    }
}
