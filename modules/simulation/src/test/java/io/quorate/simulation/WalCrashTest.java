package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Entry;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** What a power failure may do to the write-ahead log, and what not. */
class WalCrashTest {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 1024);
    private static final int SEEDS = 2_000;
    private static final int LIVES = 4;

    private record Totals(long lives, long lostSectors, long tornSectors, long lostChanges) {
        Totals plus(SimDisk disk) {
            SimDisk.Faults faults = disk.faults();
            return new Totals(
                    lives + LIVES,
                    lostSectors + faults.lostSectors(),
                    tornSectors + faults.tornSectors(),
                    lostChanges + faults.lostChanges());
        }
    }

    @Test
    void keepsWhatWasAcknowledgedAndInventsNothingWhateverSubsetSurvives() {
        Totals totals = new Totals(0, 0, 0, 0);
        for (int seed = 0; seed < SEEDS; seed++) {
            SimDisk disk = new SimDisk();
            liveAndCrash(disk, seed);
            totals = totals.plus(disk);
        }
        assertTrue(totals.lostSectors > 1_000 && totals.tornSectors > 500 && totals.lostChanges > 100, "" + totals);
    }

    @Test
    void theSameTestFailsWhenSyncsDoNothing() {
        assertThrows(AssertionFailedError.class, () -> {
            for (int seed = 0; seed < SEEDS; seed++) {
                SimDisk disk = new SimDisk();
                disk.syncsLie(true);
                liveAndCrash(disk, seed);
            }
        });
    }

    @Test
    void everyPrefixOfTheUnsyncedSectorsIsHarmless() {
        int crashes = 0;
        for (int seed = 0; seed < 40; seed++) {
            SimDisk disk = new SimDisk();
            WalModel model = new WalModel(seed);
            Wal wal = open(disk);
            disk.failFromCall(1 + new SplittableRandom(seed).nextInt(60));
            runUntilPowerFails(model, wal);
            for (int sectors = 0; sectors <= 24; sectors++) {
                SimDisk crashed = disk.copy();
                crashed.powerFailure(Survival.firstSectors(sectors));
                assertAllowed(model.allowed(), open(crashed), seed);
                crashes++;
            }
        }
        assertEquals(40 * 25, crashes);
    }

    @Test
    void whatARestartAfterAFailedCallShowsIsOnTheDiskAndNotInThePageCacheOnly() {
        for (int call = 1; call <= 300; call++) {
            SimDisk disk = new SimDisk();
            WalModel model = new WalModel(call % 10);
            disk.failCall(call);
            try {
                model.run(open(disk), 200);
            } catch (LogFaultException halted) {
                assertEquals(LogFault.Kind.DISK, halted.fault().kind());
            }
            disk.processKill();
            Wal wal = open(disk);
            assertAllowed(model.allowed(), wal, call);
            String shown = WalModel.describe(wal);
            disk.powerFailure(Survival.nothing());
            assertEquals(shown, WalModel.describe(open(disk)));
        }
    }

    @Test
    void aFailedSyncHaltsForGoodAndIsNotRetried() {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        wal.append(0, Entry.command(1, 1, new byte[10]));
        disk.failCall(2);
        LogFaultException halted = assertThrows(LogFaultException.class, wal::sync);
        assertEquals(LogFault.Kind.DISK, halted.fault().kind());
        assertTrue(
                halted.fault().what().contains("wal-0000000000000001"),
                halted.fault().what());
        long calls = disk.calls();
        assertThrows(LogFaultException.class, wal::sync);
        assertThrows(LogFaultException.class, wal::mark);
        assertThrows(LogFaultException.class, () -> wal.append(0, Entry.command(2, 1, new byte[10])));
        assertEquals(calls, disk.calls(), "nothing reaches the disk after a failed sync");
    }

    @Test
    void aFullDiskHaltsWithAClearReasonAndLosesNothing() {
        SimDisk disk = new SimDisk();
        disk.capacity(4 * 4096);
        Wal wal = open(disk);
        LogFaultException full = assertThrows(LogFaultException.class, () -> {
            for (long index = 1; true; index++) {
                wal.append(0, Entry.command(index, 1, new byte[500]));
                wal.sync();
            }
        });
        assertTrue(
                full.fault().what().contains("No space left on device"),
                full.fault().what());
        long last = wal.lastIndex(0);
        disk.capacity(SimDisk.UNLIMITED);
        disk.powerFailure(Survival.nothing());
        assertEquals(last, open(disk).lastIndex(0));
        assertTrue(last > 10, "four segments were filled");
    }

    /** Several lives of one log; every second recovery is itself interrupted twice. */
    private static void liveAndCrash(SimDisk disk, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        WalModel model = new WalModel(seed);
        for (int life = 0; life < LIVES; life++) {
            if (life % 2 == 1) {
                interruptRecovery(disk, random);
                interruptRecovery(disk, random);
            }
            Wal wal = open(disk, seed);
            assertAllowed(model.allowed(), wal, seed);
            model.adopt(wal);
            disk.failFromCall(1 + random.nextInt(80));
            runUntilPowerFails(model, wal);
            disk.powerFailure(Survival.anySubset(random.nextLong()));
        }
        assertAllowed(model.allowed(), open(disk, seed), seed);
    }

    private static void interruptRecovery(SimDisk disk, SplittableRandom random) {
        disk.failFromCall(1 + random.nextInt(6));
        try {
            Wal wal = Wal.open(disk, SMALL, Runnable::run);
            wal.mark();
        } catch (LogFaultException powerFailed) {
            if (powerFailed.fault().kind() != LogFault.Kind.DISK) {
                throw new AssertionFailedError("recovery took a torn tail for damage: " + powerFailed.getMessage());
            }
        }
        disk.powerFailure(Survival.anySubset(random.nextLong()));
    }

    private static void runUntilPowerFails(WalModel model, Wal wal) {
        assertThrows(LogFaultException.class, () -> model.run(wal, 1_000));
    }

    private static void assertAllowed(Set<String> allowed, Wal wal, int seed) {
        String found = WalModel.describe(wal);
        if (!allowed.contains(found)) {
            throw new AssertionFailedError("seed " + seed, allowed.toString(), found);
        }
    }

    private static Wal open(SimDisk disk) {
        return Wal.open(disk, SMALL, Runnable::run);
    }

    private static Wal open(SimDisk disk, int seed) {
        try {
            return open(disk);
        } catch (LogFaultException fault) {
            throw new AssertionFailedError("seed " + seed + ": " + fault.getMessage(), fault);
        }
    }
}
