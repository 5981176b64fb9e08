package io.quorate.simulation.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.simulation.SimDisk;
import io.quorate.simulation.check.FinalState;
import io.quorate.simulation.check.NothingAcknowledgedLost;
import io.quorate.simulation.check.Verdict;
import io.quorate.simulation.world.FaultKind;
import io.quorate.simulation.world.FaultTally;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** As a killed server under load, but on a disk that loses what was not synced, and may lose any part of it. */
class PowerCutsUnderLoadTest {
    private static final int CUTS = 20;
    private static final int ACKNOWLEDGED_BETWEEN_CUTS = 2_000;
    private static final int MIN_IN_FLIGHT = 64;
    private static final List<FaultKind> KINDS = List.of(FaultKind.POWER_LOSS, FaultKind.POWER_LOSS_WHILE_WRITING);
    private static final long SEED = 1;

    /** The cut comes at any moment within this time. */
    private static final long MAX_DELAY_MICROS = 20_000;

    /** Cuts it at some moment, or in the middle of a write or a sync that begins at some moment. */
    private static void cutPower(Load load, FaultKind how) {
        FaultTally faults = load.world().faults();
        long before = faults.of(how);
        long earliest = load.world().time().nanos() + load.world().chance().micros(0, MAX_DELAY_MICROS);
        load.runUntil(
                () -> load.world().time().nanos() >= earliest && load.journal().inFlight() >= MIN_IN_FLIGHT);
        assertTrue(load.node().leads(), "the power is cut while it serves");
        if (how == FaultKind.POWER_LOSS) {
            load.node().cutPower();
        } else {
            load.node().cutPowerWhileWriting();
        }
        int[] inFlight = new int[1];
        load.runUntil(() -> {
            boolean isCut = faults.of(how) > before;
            inFlight[0] = isCut ? inFlight[0] : load.journal().inFlight();
            return isCut;
        });
        assertTrue(how == FaultKind.POWER_LOSS || inFlight[0] >= MIN_IN_FLIGHT, inFlight[0] + " in flight");
    }

    @Test
    void losesNothingAndRepeatsNothingOverTwentyPowerCuts() {
        Load load = new Load(SEED, new SimDisk());
        load.begin();
        for (int cut = 0; cut < CUTS; cut++) {
            load.awaitAcknowledged(ACKNOWLEDGED_BETWEEN_CUTS);
            cutPower(load, KINDS.get(cut % KINDS.size()));
        }
        load.awaitAcknowledged(ACKNOWLEDGED_BETWEEN_CUTS);
        load.comeToRest();
        FinalState state = load.audit();

        assertEquals(new TreeSet<>(), load.journal().lost(state));
        assertEquals(new TreeSet<>(), Journal.repeated(state));
        assertEquals(List.of(), load.journal().failed());
        List<FencingToken> tokens = load.journal().tokens();
        assertFalse(tokens.isEmpty());
        assertEquals(List.copyOf(new TreeSet<>(tokens)), tokens, "tokens only grow");
        assertEquals(Optional.empty(), load.world().verdict().violation());
        FaultTally faults = load.world().faults();
        assertEquals(CUTS, KINDS.stream().mapToLong(faults::of).sum());
        assertTrue(faults.of(FaultKind.SECTOR_LOST) > 0, "some cuts lost what was not synced");
        assertTrue(faults.of(FaultKind.SECTOR_TORN) > 0, "some cuts tore what was being written");
        assertTrue(faults.of(FaultKind.STORE_FLUSH_LOST) > 0, "some cuts took the state back");
    }

    @Test
    void losesAcknowledgedCommandsWhenTheLogForgetsToSync() {
        SimDisk disk = new SimDisk();
        disk.forgetSyncsOf(name -> name.startsWith("wal-"));
        Load load = new Load(SEED, disk);
        load.begin();
        load.awaitAcknowledged(ACKNOWLEDGED_BETWEEN_CUTS);
        cutPower(load, FaultKind.POWER_LOSS);
        load.stop();
        FinalState state = load.audit();

        assertFalse(load.journal().lost(state).isEmpty());
        assertTrue(load.world().verdict().violations().stream()
                .map(Verdict.Violation::invariant)
                .anyMatch(NothingAcknowledgedLost.class.getSimpleName()::equals));
    }
}
