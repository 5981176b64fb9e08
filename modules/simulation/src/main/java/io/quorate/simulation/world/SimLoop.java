package io.quorate.simulation.world;

import io.quorate.kernel.Loop;
import io.quorate.simulation.Chance;
import io.quorate.simulation.DriftingClock;
import io.quorate.simulation.VirtualTime;
import java.util.function.Consumer;

/** A thread of one process that never blocks, with the clocks of its machine. */
final class SimLoop implements Loop {
    private static final long MAX_TASK_MICROS = 20;

    private final VirtualTime time;
    private final DriftingClock clock;
    private final SerialTasks tasks;

    SimLoop(VirtualTime time, DriftingClock clock, Life life, Chance chance, Consumer<Throwable> onFailure) {
        this.time = time;
        this.clock = clock;
        this.tasks = new SerialTasks(time, life, () -> chance.micros(1, MAX_TASK_MICROS), () -> {}, onFailure);
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public long calendarMillis() {
        return clock.wallMillis();
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        time.after(clock.trueNanos(delayNanos), () -> tasks.execute(task));
    }

    void stallUntil(long nanos) {
        tasks.stallUntil(nanos);
    }

    void drain() {
        tasks.drain();
    }
}
