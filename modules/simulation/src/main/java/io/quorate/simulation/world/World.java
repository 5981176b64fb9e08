package io.quorate.simulation.world;

import io.quorate.simulation.Chance;
import io.quorate.simulation.Trace;
import io.quorate.simulation.VirtualTime;
import io.quorate.simulation.check.History;
import io.quorate.simulation.check.Verdict;

/** What everything in a world shares. */
public record World(
        Chance chance,
        VirtualTime time,
        Trace trace,
        Verdict verdict,
        History history,
        FaultTally faults,
        Sightings sightings) {
    /** One in which nothing has been seen yet. */
    public World(Chance chance, VirtualTime time, Trace trace, Verdict verdict, History history, FaultTally faults) {
        this(chance, time, trace, verdict, history, faults, new Sightings());
    }

    public static World of(long seed) {
        Chance chance = new Chance(seed);
        VirtualTime time = new VirtualTime(chance.branch());
        Trace trace = new Trace(time);
        Verdict verdict = new Verdict(trace);
        return new World(chance, time, trace, verdict, History.judgedBy(verdict), new FaultTally());
    }
}
