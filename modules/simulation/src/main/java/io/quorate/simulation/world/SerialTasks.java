package io.quorate.simulation.world;

import io.quorate.simulation.VirtualTime;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A thread of a process: runs its tasks one after the other, each of which takes some time. */
final class SerialTasks implements Executor {
    private final VirtualTime time;
    private final Life life;
    private final LongSupplier durationNanos;
    private final Runnable afterEach;
    private final Consumer<Throwable> onFailure;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long stalledUntilNanos;
    private boolean turnPending;
    private boolean used;

    /**
     * @param durationNanos of the next task; it takes effect as a whole at its end
     * @param afterEach run behind each task
     * @param onFailure told what a task threw
     */
    SerialTasks(
            VirtualTime time,
            Life life,
            LongSupplier durationNanos,
            Runnable afterEach,
            Consumer<Throwable> onFailure) {
        this.time = time;
        this.life = life;
        this.durationNanos = durationNanos;
        this.afterEach = afterEach;
        this.onFailure = onFailure;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        awake();
    }

    private void awake() {
        if (!turnPending && !tasks.isEmpty() && !life.isOver()) {
            turnPending = true;
            time.at(Math.max(time.nanos(), sleepsUntilNanos()) + durationNanos.getAsLong(), this::turn);
        }
    }

    private void turn() {
        turnPending = false;
        if (life.isOver()) {
            return;
        }
        if (time.nanos() >= sleepsUntilNanos()) {
            run(tasks.remove());
            used = true;
            afterEach.run();
        }
        awake();
    }

    private long sleepsUntilNanos() {
        return Math.max(life.pausedUntilNanos(), stalledUntilNanos);
    }

    /** This thread alone does nothing before this moment of true time. */
    void stallUntil(long nanos) {
        stalledUntilNanos = Math.max(stalledUntilNanos, nanos);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            onFailure.accept(failure);
        }
    }

    /** Has had something to do, and has nothing to do now. */
    boolean isAtRest() {
        return used && tasks.isEmpty() && !turnPending;
    }

    /** Runs all that is there, and what comes of it, at once. */
    void drain() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
    }
}
