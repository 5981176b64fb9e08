package io.quorate.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.LogFault;
import io.quorate.log.LogFaultException;
import io.quorate.log.Wal;
import io.quorate.log.WalOptions;
import io.quorate.raft.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rotten bits and lost files below the durable mark: refused by name and offset, never cut, never silently lost. */
class WalDamageTest {
    private static final WalOptions SMALL = new WalOptions(4096, 2, 0);
    private static final String FIRST = "wal-0000000000000001";

    @Test
    void everyFlippedByteIsRefusedByFileAndOffsetOrHarmless() throws IOException {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        fill(wal, 40);
        wal.release(0, 12);
        wal.sync();
        wal.mark();
        String expected = WalModel.describe(wal);
        int refused = 0;
        int harmless = 0;
        for (String name : disk.list()) {
            if (!name.startsWith("wal-")) {
                continue;
            }
            for (int offset = 0; offset < 4096; offset++) {
                SimDisk rotten = disk.copy();
                rotten.flip(name, offset, 1 << (offset % 8));
                if (refuses(rotten, name, expected)) {
                    refused++;
                } else {
                    harmless++;
                }
            }
        }
        assertTrue(refused > 8_000 && harmless > 4_000, refused + " refused, " + harmless + " harmless");
    }

    /** Rule 32: batch N is synced and acknowledged, the node idles, one byte of it rots. */
    @Test
    void rule32TheLastAcknowledgedBatchIsNoTornTail() throws IOException {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        fill(wal, 3);
        int rotten = lastIndexOf(disk.bytes(FIRST), "entry 3");

        SimDisk unmarked = disk.copy();
        unmarked.flip(FIRST, rotten, 1);
        assertEquals(2, open(unmarked).lastIndex(0), "without a mark it cannot be told from a torn tail");

        wal.mark();
        SimDisk marked = disk.copy();
        marked.flip(FIRST, rotten, 1);
        byte[] before = marked.bytes(FIRST);
        LogFault fault =
                assertThrows(LogFaultException.class, () -> open(marked)).fault();
        assertEquals(LogFault.Kind.DAMAGE, fault.kind());
        assertTrue(fault.what().contains(FIRST + " in simulated disk at byte "), fault.what());
        assertTrue(fault.what().contains("backup"), "says what to do: " + fault.what());
        assertEquals(List.of(bytes(before)), List.of(bytes(marked.bytes(FIRST))), "nothing was changed");
    }

    /** More than one batch of a write that was never synced: the first is torn, the one behind it came through whole. */
    @Test
    void cutsATornTailAndWhatLiesBehindIt() throws IOException {
        WalOptions large = new WalOptions(16 * 1024 * 1024, 1, 0);
        SimDisk disk = new SimDisk();
        Wal wal = Wal.open(disk, large, Runnable::run);
        fill(wal, 2);
        disk.failCall(3);
        assertThrows(LogFaultException.class, () -> appendThree(wal, 1));
        int torn = bytes(disk.bytes(FIRST)).indexOf("entry 2") + 1_000;
        disk.flip(FIRST, torn, 1);
        disk.processKill();

        Wal cut = Wal.open(disk, large, Runnable::run);
        assertEquals(2, cut.lastIndex(0));
        byte[] bytes = disk.bytes(FIRST);
        byte[] zeros = new byte[bytes.length - torn];
        assertArrayEquals(zeros, Arrays.copyOfRange(bytes, torn, bytes.length), "zeros behind the end");
        cut.append(0, Entry.command(3, 2, new byte[4 * 1024 * 1024]));
        cut.sync();
        assertEquals(3, Wal.open(disk, large, Runnable::run).lastIndex(0));
    }

    private static void appendThree(Wal wal, long term) {
        for (long index = 3; index <= 5; index++) {
            wal.append(0, Entry.command(index, term, new byte[4 * 1024 * 1024]));
        }
        wal.sync();
    }

    @Test
    void aMissingSegmentIsNamed() throws IOException {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        fill(wal, 40);
        for (int sequence = 1; sequence <= 4; sequence++) {
            String name = FIRST.substring(0, FIRST.length() - 1) + sequence;
            SimDisk poorer = disk.copy();
            poorer.delete(name);
            LogFault fault =
                    assertThrows(LogFaultException.class, () -> open(poorer)).fault();
            assertEquals(LogFault.Kind.DAMAGE, fault.kind());
            assertTrue(fault.what().contains(name + " in simulated disk is missing"), fault.what());
        }
    }

    @Test
    void theOnlyUsedSegmentIsNamedWhenItIsMissing() throws IOException {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        fill(wal, 1);
        assertTrue(disk.list().size() > 1, "a segment is prepared behind it: " + disk.list());
        disk.delete(FIRST);
        LogFault fault = assertThrows(LogFaultException.class, () -> open(disk)).fault();
        assertEquals(LogFault.Kind.DAMAGE, fault.kind());
        assertTrue(fault.what().contains(FIRST + " in simulated disk is missing"), fault.what());
    }

    @Test
    void bytesOfARecycledSegmentNeverValidate() throws IOException {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        // Entries of one size, so that old batches lie exactly where new ones are looked for.
        for (long index = 1; index <= 400; index++) {
            wal.append(0, Entry.command(index, 1, payload(index)));
            if (index > 20) {
                wal.release(0, index - 20);
            }
            wal.sync();
            if (index > 100) {
                SimDisk copy = disk.copy();
                Wal reopened = open(copy);
                assertEquals(index, reopened.lastIndex(0));
                assertEquals(Math.max(0, index - 20) + 1, reopened.firstIndex(0));
            }
        }
        List<String> names = disk.list();
        assertTrue(names.size() <= 9, "segments are recycled: " + names);
        String ready = names.get(names.size() - 1);
        assertTrue(
                lastIndexOf(disk.bytes(ready), "entry ") > 0,
                "the segment prepared last has bytes of its earlier life");
    }

    @Test
    void damageMetByAReaderHaltsTheLog() throws IOException {
        SimDisk disk = new SimDisk();
        Wal wal = open(disk);
        fill(wal, 3);
        disk.flip(FIRST, lastIndexOf(disk.bytes(FIRST), "entry 2"), 4);
        assertEquals(1, wal.entries(0, 1, 1, 100).size());
        LogFault fault = assertThrows(LogFaultException.class, () -> wal.entries(0, 2, 2, 100))
                .fault();
        assertEquals(LogFault.Kind.DAMAGE, fault.kind());
        assertTrue(fault.what().contains(FIRST) && fault.what().contains("entry 2 of group 0"), fault.what());
        assertThrows(LogFaultException.class, wal::sync);
    }

    /** Fails when the damage went unnoticed and made a difference. */
    private static boolean refuses(SimDisk rotten, String name, String expected) {
        try {
            assertEquals(expected, WalModel.describe(open(rotten)));
            return false;
        } catch (LogFaultException refused) {
            assertEquals(LogFault.Kind.DAMAGE, refused.fault().kind(), refused.getMessage());
            assertTrue(
                    refused.getMessage().contains(name) && refused.getMessage().contains("at byte "),
                    name + " but: " + refused.getMessage());
            return true;
        }
    }

    private static void fill(Wal wal, long entries) {
        for (long index = 1; index <= entries; index++) {
            wal.append(0, Entry.command(index, 1, payload(index)));
            wal.sync();
        }
    }

    private static byte[] payload(long index) {
        return String.format("entry %-300d", index).getBytes(StandardCharsets.UTF_8);
    }

    private static Wal open(SimDisk disk) {
        return Wal.open(disk, SMALL, Runnable::run);
    }

    private static String bytes(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int lastIndexOf(byte[] bytes, String text) {
        return bytes(bytes).lastIndexOf(text);
    }
}
