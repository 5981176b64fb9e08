package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.LogAtRest;
import io.quorate.log.LogFaultException;
import io.quorate.log.NodeId;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The power fails while a node takes its log over: the log is that of before, or the same steps end what was begun. */
class TakeOverCrashTest {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 1024);
    private static final NodeId SELF = new NodeId(2);
    private static final byte[] ENTRY = new byte[40];

    /** Up to where a segment is filled, so that both records find room, or none, or one of them. */
    private static SimDisk log(int entries, int lastBytes) {
        SimDisk disk = new SimDisk();
        try (Wal wal = open(disk)) {
            wal.save(0, new HardState(3, 1, 1));
            for (long index = 1; index < entries; index++) {
                wal.append(0, Entry.command(index, 1, new byte[200]));
            }
            wal.append(0, Entry.command(entries, 3, new byte[lastBytes]));
            wal.sync();
            wal.mark();
        }
        return disk;
    }

    private static Wal open(SimDisk disk) {
        return Wal.open(disk, SMALL, Runnable::run);
    }

    private static void takeOver(SimDisk disk, LogAtRest.Continuation from) {
        try (Wal wal = open(disk)) {
            LogAtRest.takeOver(wal, 0, SELF, 0, from, ENTRY);
        }
    }

    @Test
    void aPowerFailureAtAnyCallIsMadeGoodByTheNextRun() {
        int halfDone = 0;
        for (int entries = 10; entries <= 16; entries++) {
            for (int lastBytes = 0; lastBytes < 240; lastBytes += 24) {
                SimDisk before = log(entries, lastBytes);
                LogAtRest.Continuation from = LogAtRest.read(before, 0, 0).next();
                assertEquals(new LogAtRest.Continuation(entries + 1, 4), from);
                boolean died = true;
                for (int call = 1; died; call++) {
                    died = false;
                    SimDisk disk = before.copy();
                    disk.failFromCall(call);
                    try {
                        takeOver(disk, from);
                    } catch (LogFaultException dead) {
                        died = true;
                    }
                    for (int sectors = 0; sectors <= 4; sectors++) {
                        SimDisk crashed = disk.copy();
                        crashed.powerFailure(Survival.firstSectors(sectors));
                        halfDone += LogAtRest.read(crashed, 0, 0).lastIndex() == entries + 1 ? 1 : 0;
                        takeOver(crashed, from);
                        assertTakenOver(crashed, entries);
                    }
                }
            }
        }
        assertTrue(halfDone > 0, "some were caught between the two entries");
    }

    private static void assertTakenOver(SimDisk disk, int entries) {
        LogAtRest log = LogAtRest.read(disk, 0, 0);
        assertEquals(entries + 2, log.lastIndex());
        assertEquals(4, log.lastTerm());
        assertEquals(4, log.term());
        assertEquals(new TreeSet<>(List.of(SELF)), log.voters());
        try (Wal wal = open(disk)) {
            List<Entry> all = wal.entries(0, 1, entries + 2, Long.MAX_VALUE);
            assertEquals(Entry.Kind.CONFIGURATION, all.get(entries).kind());
            assertArrayEquals(ENTRY, all.get(entries + 1).payload());
            assertEquals(entries + 2, all.size());
        }
    }
}
