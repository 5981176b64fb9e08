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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters with their clients. How many, from which seed on and on how many threads, {@code -Dseeds}, {@code -Dseed.first}
 * and {@code -Dseed.threads} say.
 */
class SimulationTest {
    private static final int DEFAULT_SEEDS = 50;
    private static final int MAX_REPORTS = 3;
    private static final int TRACE_LINES = 60;

    /** One seed in so many is run a second time, in another JVM. */
    private static final int SEEDS_FOR_ONE_REPEATED = 20;

    /** Seeds within which disks that lie must have been found out. */
    private static final int SEEDS_FOR_LYING_DISKS = 5;

    private static final int SEEDS_FOR_FORGOTTEN_SYNCS = 10;

    /** One run in some ends without a loss: no cut came between an acknowledgement and the next sync of something else. */
    private static final int MIN_SEEDS_WITH_LOSSES = 8;

    @Test
    void everySeedKeepsAllInvariantsOnOneNode() throws Exception {
        runSeeds(1);
    }

    @Test
    void everySeedKeepsAllInvariantsOnThreeNodes() throws Exception {
        runSeeds(3);
    }

    private static void runSeeds(int nodes) throws Exception {
        int seeds = Integer.getInteger("seeds", DEFAULT_SEEDS);
        long first = Long.getLong("seed.first", 1);
        FaultTally faults = new FaultTally();
        List<Result> failures = new ArrayList<>();
        TreeMap<Long, Long> hashes = new TreeMap<>();
        long acknowledged = 0;
        long snapshots = 0;
        long sparing = 0;
        long byOthers = 0;
        long leaders = 0;
        long begin = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(Integer.getInteger("seed.threads", 1));
        try {
            CompletionService<Result> running = new ExecutorCompletionService<>(threads);
            LongStream.range(first, first + seeds)
                    .mapToObj(TraceHashes.scenario(nodes))
                    .forEach(scenario -> running.submit(() -> Simulation.run(scenario)));
            for (int ended = 0; ended < seeds; ended++) {
                Result result = running.take().get();
                acknowledged += result.effort().acknowledged();
                leaders += result.effort().leaderChanges();
                snapshots += result.snapshots();
                sparing += result.answersThatSpare();
                byOthers += result.broughtUpByOthers();
                faults.addAll(result.faults());
                long seed = result.scenario().seed();
                if (!result.isClean()) {
                    failures.add(result);
                } else if (seed % SEEDS_FOR_ONE_REPEATED == 0) {
                    hashes.put(seed, result.traceHash());
                }
            }
        } finally {
            threads.shutdownNow();
        }
        long nanos = System.nanoTime() - begin;
        String kinds = Arrays.stream(FaultKind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT) + "=" + faults.of(kind))
                .collect(Collectors.joining(" "));
        System.out.println("simulation: nodes=" + nodes + " seeds=" + seeds + " failures=" + failures.size()
                + " seeds/min=" + seeds * TimeUnit.MINUTES.toNanos(1) / Math.max(1, nanos) + " acknowledged="
                + acknowledged + " leader_changes=" + leaders + " snapshots_installed=" + snapshots
                + " answers_that_spare=" + sparing + " brought_up_by_others=" + byOthers + " repeated="
                + hashes.size() + " core_branches=" + CoreBranches.taken() + " " + kinds);
        requireNone(failures);
        if (seeds >= DEFAULT_SEEDS) {
            for (FaultKind kind : FaultKind.values()) {
                assertTrue((nodes == 1 && kind.needsSeveralNodes()) || faults.of(kind) > 0, "no fault of kind " + kind);
            }
            assertTrue(nodes == 1 || snapshots > 0, "no snapshot was installed");
            assertTrue(nodes == 1 || sparing > 0, "every snapshot came as a whole");
            assertTrue(nodes == 1 || byOthers > 0, "every snapshot came from the leader");
        }
        assertEquals(
                List.copyOf(hashes.values()),
                TraceHashes.inAnotherJvm(nodes, List.copyOf(hashes.keySet())),
                "another JVM sees something else happen from the seeds " + hashes.keySet());
    }

    private static void requireNone(List<Result> failures) {
        if (!failures.isEmpty()) {
            failures.sort(Comparator.comparingLong(result -> result.scenario().seed()));
            fail(failures.stream()
                    .limit(MAX_REPORTS)
                    .map(result -> result.report(TRACE_LINES))
                    .collect(Collectors.joining(
                            "\n\n",
                            failures.size() + " seeds failed: "
                                    + failures.stream()
                                            .map(result -> Long.toString(
                                                    result.scenario().seed()))
                                            .collect(Collectors.joining(" "))
                                    + "\n",
                            "\n")));
        }
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
