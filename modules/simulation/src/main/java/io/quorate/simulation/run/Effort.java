package io.quorate.simulation.run;

import io.quorate.simulation.world.World;

/**
 * How much a run has tried.
 *
 * @param acknowledged commands
 * @param virtualMillis that passed
 * @param faults that really happened
 * @param leaderChanges from one node to another, each of which took commands
 */
public record Effort(long acknowledged, long virtualMillis, long faults, long leaderChanges) {
    /** A run with less proves little, and does not count. */
    public static Effort least(int nodes) {
        return new Effort(1_000, 60_000, 20, nodes > 1 ? 1 : 0);
    }

    static Effort of(World world) {
        return new Effort(
                world.history().acknowledgedCommands(),
                world.time().millis(),
                world.faults().injected(),
                world.sightings().leaderChanges());
    }

    public boolean reaches(Effort least) {
        return acknowledged >= least.acknowledged
                && virtualMillis >= least.virtualMillis
                && faults >= least.faults
                && leaderChanges >= least.leaderChanges;
    }
}
