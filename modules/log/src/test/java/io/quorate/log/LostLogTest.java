package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostLogTest {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 1000);
    private static final String FIRST = "wal-0000000000000001";
    private static final String BALLOT = "ballot-0000";
    private static final int ENTRIES = 30;

    /** Term 7, vote for node 2, write 1. */
    private static final String GOLDEN =
            "51554f5242414c0a000000012d8c71150000000000000001000000000000000700000002000000000000000000000000";

    @TempDir
    Path directory;

    private Disk disk;

    @BeforeEach
    void write() throws IOException {
        disk = FileDisk.open(directory);
        try (Wal wal = open()) {
            wal.save(0, new HardState(7, 2, 0));
            for (long index = 1; index <= ENTRIES; index++) {
                wal.append(0, Entry.command(index, 7, new byte[300]));
                wal.sync();
            }
            wal.mark();
        }
    }

    private Wal open() {
        return Wal.open(disk, SMALL, Runnable::run);
    }

    private void flip(String file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(file));
        bytes[offset] ^= 1;
        Files.write(directory.resolve(file), bytes);
    }

    private LogFault damage() {
        LogFault fault = assertThrows(LogFaultException.class, this::open).fault();
        assertEquals(LogFault.Kind.DAMAGE, fault.kind());
        return fault;
    }

    private List<String> files(String prefix) throws IOException {
        return disk.list().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    @Test
    void goesOnInTheNextTermWithNothing() throws IOException {
        List<String> segments = files("wal-");
        flip(FIRST, 600);
        byte[] rotten = Files.readAllBytes(directory.resolve(FIRST));
        LostLog.giveUp(disk, damage());

        try (Wal wal = open()) {
            assertEquals(new HardState(8, 0, 0, 7), wal.hardState(0));
            assertEquals(0, wal.lastIndex(0));
            assertTrue(wal.hasBegunAnew(0));
            wal.append(0, Entry.command(1, 8, new byte[10]));
            wal.sync();
            assertFalse(wal.hasBegunAnew(0));
        }
        try (Wal again = open()) {
            assertEquals(new HardState(8, 0, 0, 7), again.hardState(0));
            assertEquals(1, again.lastIndex(0));
        }
        assertEquals(segments.stream().map(name -> "lost-" + name).toList(), files("lost-"));
        assertArrayEquals(rotten, Files.readAllBytes(directory.resolve("lost-" + FIRST)));
    }

    @Test
    void isGivenUpOnce() throws IOException {
        flip(FIRST, 600);
        LostLog.giveUp(disk, damage());
        open().close();
        flip(files("wal-").get(0), 20);
        LogFault again = damage();

        LogFaultException refused = assertThrows(LogFaultException.class, () -> LostLog.giveUp(disk, again));
        assertTrue(refused.getMessage().startsWith(again.what()), refused.getMessage());
        assertTrue(refused.getMessage().contains("That has happened before"), refused.getMessage());
        assertEquals(again, damage());
    }

    @Test
    void isNotGivenUpWhenWhatWasPromisedIsInDoubt() throws IOException {
        flip(FIRST, 600);
        flip(BALLOT, 530);
        LogFault damage = damage();
        LogFaultException refused = assertThrows(LogFaultException.class, () -> LostLog.giveUp(disk, damage));
        assertTrue(refused.getMessage().contains("promised in elections is damaged too"), refused.getMessage());

        Files.delete(directory.resolve(BALLOT));
        assertThrows(LogFaultException.class, () -> LostLog.giveUp(disk, damage));
        assertEquals(List.of(), files("lost-"));
    }

    @Test
    void aSoundLogMendsItsBallots() throws IOException {
        byte[] sound = Files.readAllBytes(directory.resolve(BALLOT));
        for (int offset : new int[] {3, 100, 520, 1000}) {
            Files.write(directory.resolve(BALLOT), sound);
            flip(BALLOT, offset);
            open().close();
            assertTrue(Ballots.open(disk).areSound(), "byte " + offset);
        }
        Files.delete(directory.resolve(BALLOT));
        open().close();
        assertTrue(Ballots.open(disk).areSound());
        assertEquals(new HardState(7, 2, 0), Ballots.open(disk).begun().get(0));
    }

    @Test
    void theLastOfTwoBallotsCounts() throws IOException {
        try (Wal wal = open()) {
            for (int term = 8; term <= 20; term++) {
                wal.save(0, new HardState(term, term % 3, 0));
                assertEquals(
                        new HardState(term, term % 3, 0),
                        Ballots.open(disk).begun().get(0));
            }
        }
    }

    @Test
    void ballotsLookAsEver() throws IOException {
        byte[] file = Files.readAllBytes(directory.resolve(BALLOT));
        int first = Ballots.SECTOR_BYTES;
        assertEquals(2 * Ballots.SECTOR_BYTES, file.length);
        assertEquals(GOLDEN, HexFormat.of().formatHex(file, first, first + 48));
    }

    @Test
    void aNewerFormatIsNamed() throws IOException {
        byte[] file = Files.readAllBytes(directory.resolve(BALLOT));
        ByteBuffer sector = ByteBuffer.wrap(file).slice(Ballots.SECTOR_BYTES, Ballots.SECTOR_BYTES);
        sector.putInt(8, 2);
        sector.putInt(12, SeededCrc.of(0, sector, 0, 12, Ballots.SECTOR_BYTES));
        Files.write(directory.resolve(BALLOT), file);
        LogFault fault = assertThrows(LogFaultException.class, this::open).fault();
        assertEquals(LogFault.Kind.FORMAT, fault.kind());
        assertTrue(fault.what().contains("version 2, this release knows version 1"), fault.what());
    }
}
