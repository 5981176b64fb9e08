package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quorate.simulation.check.NothingAcknowledgedLost;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.run.Result;
import io.quorate.simulation.run.Scenario;
import io.quorate.simulation.run.Simulation;
import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.FaultTally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whole clusters with their clients; how many and from which seed on, {@code -Dseeds} and {@code -Dseed.first} say. */
class SimulationTest {
    private static final int DEFAULT_SEEDS = 50;
    private static final int MAX_REPORTS = 3;
    private static final int TRACE_LINES = 60;
    private static final long MIN_VIRTUAL_MILLIS = 60_000;
    private static final long MIN_FAULTS = 10;

    /** Seeds within which disks that lie must have been found out. */
    private static final int SEEDS_FOR_LYING_DISKS = 5;

    private static final int SEEDS_FOR_FORGOTTEN_SYNCS = 10;

    /** One run in some ends without a loss: no cut came between an acknowledgement and the next sync of something else. */
    private static final int MIN_SEEDS_WITH_LOSSES = 8;

    @Test
    void everySeedKeepsAllInvariantsOnOneNode() {
        runSeeds(Scenario::oneNode);
    }

    @Test
    void everySeedKeepsAllInvariantsOnThreeNodes() {
        runSeeds(Scenario::threeNodes);
    }

    private static void runSeeds(LongFunction<Scenario> scenario) {
        int nodes = scenario.apply(0).nodes();
        int seeds = Integer.getInteger("seeds", DEFAULT_SEEDS);
        long first = Long.getLong("seed.first", 1);
        FaultTally faults = new FaultTally();
        List<Result> failures = new ArrayList<>();
        long acknowledged = 0;
        long begin = System.nanoTime();
        for (long seed = first; seed < first + seeds; seed++) {
            Result result = Simulation.run(scenario.apply(seed));
            acknowledged += result.acknowledged();
            faults.addAll(result.faults());
            if (result.violation().isPresent()) {
                failures.add(result);
            } else {
                requireEffort(result);
            }
        }
        System.out.println(summary(nodes, seeds, failures.size(), System.nanoTime() - begin, acknowledged, faults));
        if (!failures.isEmpty()) {
            fail(failures.stream()
                    .limit(MAX_REPORTS)
                    .map(result -> result.report(TRACE_LINES))
                    .collect(Collectors.joining("\n\n", failures.size() + " seeds failed\n", "\n")));
        }
        if (seeds >= DEFAULT_SEEDS) {
            for (FaultKind kind : FaultKind.values()) {
                assertTrue((nodes == 1 && kind.isBetweenNodes()) || faults.of(kind) > 0, "no fault of kind " + kind);
            }
        }
    }

    private static void requireEffort(Result result) {
        String run = "seed " + result.scenario().seed();
        assertTrue(result.acknowledged() >= Simulation.MIN_ACKNOWLEDGED, run + ": " + result.acknowledged());
        assertTrue(result.virtualMillis() >= MIN_VIRTUAL_MILLIS, run + ": " + result.virtualMillis() + " ms");
        assertTrue(
                result.faults().injected() >= MIN_FAULTS,
                run + ": " + result.faults().injected() + " faults");
    }

    private static String summary(
            int nodes, int seeds, int failures, long nanos, long acknowledged, FaultTally faults) {
        String kinds = Arrays.stream(FaultKind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT) + "=" + faults.of(kind))
                .collect(Collectors.joining(" "));
        return "simulation: nodes=" + nodes + " seeds=" + seeds + " failures=" + failures + " seeds/min="
                + seeds * TimeUnit.MINUTES.toNanos(1) / Math.max(1, nanos) + " acknowledged=" + acknowledged + " "
                + kinds;
    }

    /** Nothing is kept for certain, so that mostly the log itself is what does not open any more. */
    @Test
    void disksThatLieAreFoundOut() {
        for (long seed = 1; seed <= SEEDS_FOR_LYING_DISKS; seed++) {
            Scenario scenario = Scenario.oneNode(seed).onLyingDisks();
            assertTrue(
                    Simulation.run(scenario).violation().isPresent(),
                    "seed " + seed + " ran on disks that lose what was synced, and nobody noticed");
        }
    }

    /** The log opens, and the state is not ahead of it: only what clients were told says that something is missing. */
    @Test
    void aLogThatForgetsToSyncLosesWhatWasAcknowledged() {
        int lost = 0;
        for (long seed = 1; seed <= SEEDS_FOR_FORGOTTEN_SYNCS; seed++) {
            Result result =
                    Simulation.run(Scenario.oneNode(seed).onForgetfulDisks().untilTheEnd());
            Set<String> broken = result.violations().stream()
                    .map(Verdict.Violation::invariant)
                    .collect(Collectors.toSet());
            assertFalse(broken.contains("NodeServes"), "seed " + seed + ": " + result.violations());
            lost += broken.contains(NothingAcknowledgedLost.class.getSimpleName()) ? 1 : 0;
        }
        assertTrue(lost >= MIN_SEEDS_WITH_LOSSES, lost + " of " + SEEDS_FOR_FORGOTTEN_SYNCS + " seeds");
    }

    @Test
    void oneSeedIsOneHistory() {
        Result once = Simulation.run(Scenario.oneNode(7));
        Result again = Simulation.run(Scenario.oneNode(7));
        assertEquals(once.trace(), again.trace());
        assertEquals(once.traceHash(), again.traceHash());
        assertNotEquals(once.traceHash(), Simulation.run(Scenario.oneNode(8)).traceHash());
    }
}
