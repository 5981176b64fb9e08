package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalTest {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 1000);
    private static final String FIRST = "wal-0000000000000001";
    private static final Configuration ONE = configuration(1);
    private static final Configuration TWO = configuration(2);

    @TempDir
    Path directory;

    @Test
    void keepsManySegmentsAcrossRestartsAndRecyclesTheReleasedOnes() throws IOException {
        long released = 0;
        long last = 0;
        for (int restart = 0; restart < 5; restart++) {
            try (Wal wal = open(SMALL)) {
                assertEquals(released + 1, wal.firstIndex(0));
                assertEquals(last, wal.lastIndex(0));
                for (int i = 0; i < 200; i++) {
                    wal.append(0, entry(++last, 1 + last / 100));
                    if (i % 7 == 0) {
                        wal.sync();
                    }
                }
                if (released < last - 150) {
                    released = last - 150;
                    wal.release(0, released);
                }
                wal.sync();
                wal.mark();
                assertEntries(wal, released + 1, last);
            }
        }
        try (Wal wal = open(SMALL)) {
            assertEntries(wal, released + 1, last);
            assertEquals(1 + released / 100, wal.term(0, released));
        }
        List<String> files = FileDisk.open(directory).list();
        assertTrue(files.size() < 20, "1000 entries in 4 KiB segments, most of them recycled: " + files);
        assertTrue(files.stream().noneMatch(name -> name.equals(FIRST)), files.toString());
    }

    @Test
    void readsAreBoundedInBytesAndGiveAtLeastOneEntry() throws IOException {
        try (Wal wal = open(SMALL)) {
            for (long index = 1; index <= 10; index++) {
                wal.append(0, Entry.command(index, 1, new byte[100]));
            }
            wal.sync();
            assertEquals(3, wal.entries(0, 1, 10, 300).size());
            assertEquals(1, wal.entries(0, 10, 10, 5).size());
            assertThrows(IllegalArgumentException.class, () -> wal.entries(0, 9, 11, 5000));
            assertThrows(IllegalArgumentException.class, () -> wal.append(0, entry(12, 1)));
            assertThrows(IllegalArgumentException.class, () -> wal.append(0, Entry.command(11, 1, new byte[2049])));
            wal.append(0, Entry.command(11, 1, new byte[2048]));
        }
    }

    @Test
    void replacesASuffix() throws IOException {
        try (Wal wal = open(SMALL)) {
            for (long index = 1; index <= 60; index++) {
                wal.append(0, entry(index, 1));
            }
            wal.append(0, Entry.configuration(61, 1, ONE));
            wal.append(0, Entry.configuration(62, 1, TWO));
            wal.truncate(0, 62);
            assertEquals(List.of(61L), List.copyOf(wal.configurations(0).keySet()), "truncation takes it back");
            wal.truncate(0, 41);
            for (long index = 41; index <= 45; index++) {
                wal.append(0, entry(index, 2));
            }
            wal.sync();
        }
        try (Wal wal = open(SMALL)) {
            assertEntries(wal, 1, 45);
            assertEquals(1, wal.term(0, 40));
            assertEquals(2, wal.term(0, 41));
            assertTrue(wal.configurations(0).isEmpty());
            wal.release(0, 40);
            assertThrows(IllegalArgumentException.class, () -> wal.truncate(0, 40));
        }
    }

    @Test
    void aVoidSuffixPinsNoSegment() throws IOException {
        try (Wal wal = open(SMALL)) {
            for (long index = 1; index <= 60; index++) {
                wal.append(0, entry(index, 1));
            }
            wal.truncate(0, 2);
            for (long index = 2; index <= 60; index++) {
                wal.append(0, entry(index, 2));
            }
            wal.release(0, 2);
            wal.sync();
            assertTrue(!Files.exists(directory.resolve(FIRST)));
            assertEntries(wal, 3, 60);
        }
    }

    @Test
    void aSnapshotReplacesTheLogUnlessItHoldsTheVeryEntry() throws IOException {
        try (Wal wal = open(SMALL)) {
            for (long index = 1; index <= 10; index++) {
                wal.append(0, entry(index, 1));
                wal.append(1, entry(index, 1));
            }
            wal.install(0, 5, 1, ONE);
            wal.install(1, 5, 2, ONE);
            wal.install(2, 900, 7, TWO);
            wal.append(2, entry(901, 7));
            wal.sync();
        }
        try (Wal wal = open(SMALL)) {
            assertEntries(wal, 6, 10);
            assertEquals(6, wal.firstIndex(1));
            assertEquals(5, wal.lastIndex(1));
            assertEquals(2, wal.term(1, 5));
            assertEquals(901, wal.lastIndex(2));
            assertEquals(7, wal.term(2, 900));
            assertEquals(TWO, wal.configurations(2).get(900L));
            assertEquals(new TreeSet<>(List.of(0, 1, 2)), wal.groups());
        }
    }

    @Test
    void anIdleGroupKeepsItsStateWhenItsSegmentsGo() throws IOException {
        HardState vote = new HardState(3, 2, 1);
        try (Wal wal = open(SMALL)) {
            wal.append(9, Entry.configuration(1, 3, TWO));
            wal.save(9, vote);
            wal.release(9, 1);
            for (long index = 1; index <= 200; index++) {
                wal.append(0, entry(index, 1));
                wal.release(0, index - 1);
                wal.sync();
            }
        }
        assertTrue(!Files.exists(directory.resolve(FIRST)));
        try (Wal wal = open(SMALL)) {
            assertEquals(vote, wal.hardState(9));
            assertEquals(2, wal.firstIndex(9));
            assertEquals(3, wal.term(9, 1));
            assertEquals(TWO, wal.configurations(9).get(1L));
        }
    }

    @Test
    void refusesANewerFormatAndNamesBothVersions() throws IOException {
        open(SMALL).close();
        Path file = directory.resolve(FIRST);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer header = ByteBuffer.wrap(bytes).putInt(8, 2);
        header.putInt(12, SeededCrc.of(1, header, 0, 12, Segment.HEADER_BYTES));
        Files.write(file, bytes);
        LogFaultException refused = assertThrows(LogFaultException.class, () -> open(SMALL));
        assertTrue(refused.getMessage().contains("log format version 2"), refused.getMessage());
        assertTrue(refused.getMessage().contains("knows version 1"), refused.getMessage());
        assertTrue(refused.getMessage().contains(directory.toString()), refused.getMessage());
    }

    @Test
    void goesOnWithAnotherSegmentSize() throws IOException {
        long last = 0;
        for (int size : List.of(4096, 65_536, 2048)) {
            WalOptions options = new WalOptions(size, 2, 0);
            try (Wal wal = open(options)) {
                for (int i = 0; i < 100; i++) {
                    wal.append(0, entry(++last, 1));
                }
                wal.sync();
            }
        }
        try (Wal wal = open(SMALL)) {
            assertEntries(wal, 1, last);
        }
    }

    @Test
    void preparesSegmentsInTheBackground() throws IOException {
        Tasks background = new Tasks();
        FileDisk disk = FileDisk.open(directory);
        try (Wal wal = Wal.open(disk, SMALL, background)) {
            assertEquals(List.of(FIRST), disk.list());
            assertTrue(background.runOne());
            assertEquals(3, disk.list().size(), "two ready behind the first");
            List<String> before = disk.list();
            for (long index = 1; index <= 30; index++) {
                wal.append(0, entry(index, 1));
            }
            wal.sync();
            assertEquals(before, disk.list(), "beginning the next segments allocated nothing");
        }
    }

    /** What tells that they were displaced may be gone with a segment that was recycled: one in three ends with its entry. */
    @Test
    void entriesThatASnapshotDisplacedDoNotComeBack() throws IOException {
        for (long displaced = 30; displaced <= 32; displaced++) {
            FileDisk disk = FileDisk.open(Files.createDirectory(directory.resolve("log" + displaced)));
            try (Wal wal = Wal.open(disk, SMALL, Runnable::run)) {
                for (long index = 1; index <= 60; index++) {
                    wal.append(0, Entry.command(index, 1, new byte[1000]));
                }
                wal.sync();
                wal.install(0, displaced, 2, ONE);
                wal.append(0, entry(displaced + 1, 2));
                wal.sync();
            }
            try (Wal wal = Wal.open(disk, SMALL, Runnable::run)) {
                assertEntries(wal, displaced + 1, displaced + 1);
                assertEquals(2, wal.term(0, displaced + 1));
            }
        }
    }

    /** A change here makes every log in the field unreadable: raise the format version instead. */
    @Test
    void writesTheGoldenSegment() throws IOException {
        try (Wal wal = Wal.open(FileDisk.open(directory), new WalOptions(2048, 1, 0), Runnable::run)) {
            wal.save(7, new HardState(2, 1, 0));
            wal.append(7, Entry.command(1, 2, "golden".getBytes(StandardCharsets.UTF_8)));
            wal.sync();
            wal.append(7, Entry.configuration(2, 2, TWO));
            wal.append(7, Entry.noop(3, 2));
            wal.truncate(7, 3);
            wal.release(7, 1);
            wal.install(7, 9, 3, ONE);
            wal.sync();
            wal.mark();
        }
        List<String> lines = new ArrayList<>();
        byte[] bytes = Files.readAllBytes(directory.resolve(FIRST));
        for (int offset = 0; offset < bytes.length; offset += 16) {
            String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, offset, offset + 16);
            if (!hex.equals("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00")) {
                lines.add(String.format("%04x  %s", offset, hex));
            }
        }
        try (var golden = WalTest.class.getResourceAsStream("/golden/wal-segment-v1.hex")) {
            assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), String.join("\n", lines) + "\n");
        }
    }

    private Wal open(WalOptions options) throws IOException {
        return Wal.open(FileDisk.open(directory), options, Runnable::run);
    }

    private static Configuration configuration(int voter) {
        return Configuration.of(new TreeSet<>(List.of(voter)), new TreeSet<>());
    }

    private static Entry entry(long index, long term) {
        return Entry.command(index, term, payload(index));
    }

    private static byte[] payload(long index) {
        return ("payload of entry " + index + "-".repeat((int) (index % 60))).getBytes(StandardCharsets.UTF_8);
    }

    private static void assertEntries(Wal wal, long first, long last) {
        assertEquals(first, wal.firstIndex(0));
        assertEquals(last, wal.lastIndex(0));
        List<Entry> entries = wal.entries(0, first, last, Long.MAX_VALUE);
        assertEquals(last - first + 1, entries.size());
        for (Entry entry : entries) {
            assertArrayEquals(payload(entry.index()), entry.payload());
        }
    }
}
