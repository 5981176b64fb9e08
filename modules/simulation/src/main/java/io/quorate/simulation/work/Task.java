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
 * @param together locks that are taken in sets, and never one alone; empty in a world that takes none
 * @param counters empty in a world that has no counters, ids and sequences
 * @param values a flag and a reference are used
 * @param barriers barriers of all kinds are
 * @param queues empty in a world that has none
 * @param stores of keys and values; empty in a world that has none
 */
public record Task(
        World world,
        SortedMap<String, GuardedResource> locks,
        SortedMap<String, GuardedResource> together,
        List<String> registers,
        List<String> elections,
        List<String> counters,
        boolean values,
        boolean barriers,
        List<String> queues,
        List<String> stores) {
    /** What this lock guards. */
    GuardedResource guardedBy(String lock) {
        return Objects.requireNonNull(locks.getOrDefault(lock, together.get(lock)), lock);
    }
}
