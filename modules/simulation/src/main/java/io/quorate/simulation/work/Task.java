package io.quorate.simulation.work;

import io.quorate.simulation.world.GuardedResource;
import io.quorate.simulation.world.World;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/**
 * What the programs of a world work on.
 *
 * @param locks by name, each with what it guards
 */
public record Task(
        World world, SortedMap<String, GuardedResource> locks, List<String> registers, List<String> elections) {
    /** What this lock guards. */
    GuardedResource guardedBy(String lock) {
        return Objects.requireNonNull(locks.get(lock), lock);
    }
}
