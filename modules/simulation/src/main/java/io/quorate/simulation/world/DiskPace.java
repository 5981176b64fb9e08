package io.quorate.simulation.world;

import io.quorate.simulation.Chance;
import io.quorate.simulation.VirtualTime;

/** How long a disk takes; now and then much longer. */
final class DiskPace {
    private final VirtualTime time;
    private final Chance chance;
    private long slowUntilNanos;

    DiskPace(VirtualTime time, Chance chance) {
        this.time = time;
        this.chance = chance;
    }

    long nextNanos() {
        return time.nanos() < slowUntilNanos ? chance.millis(50, 1_500) : chance.micros(100, 4_000);
    }

    void slowFor(long nanos) {
        slowUntilNanos = time.nanos() + nanos;
    }
}
