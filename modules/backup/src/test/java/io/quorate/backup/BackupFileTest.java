package io.quorate.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupFileTest {
    /** Written by format 1, and to be read for ever. */
    private static byte[] golden() throws IOException {
        try (InputStream file = BackupFileTest.class.getResourceAsStream("/golden/backup-format-1.quorate-backup")) {
            return file.readAllBytes();
        }
    }

    private static String refusal(byte[] bytes) {
        return assertThrows(UnreadableBackupException.class, () -> Sample.read(bytes))
                .getMessage();
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        Sample sample = Sample.of(Sample.parts());
        try (BackupReader reader = new BackupReader(new ByteArrayInputStream(sample.bytes()), "x")) {
            assertEquals(Sample.HEADER, reader.header());
            for (byte[] part : Sample.parts()) {
                assertArrayEquals(part, reader.next().orElseThrow());
            }
            assertEquals(Optional.empty(), reader.next());
            assertEquals(Optional.empty(), reader.next());
            assertEquals(new BackupTotals(3, 10_000, 40_000), reader.totals());
        }
        assertTrue(sample.bytes().length < 22_000, "it is compressed: " + sample.bytes().length);
    }

    @Test
    void aBackupMayHaveNoParts() throws Exception {
        assertEquals(List.of(), Sample.read(Sample.of(List.of()).bytes()));
    }

    @Test
    void refusesAPartThatIsTooLargeToBeRead() throws Exception {
        byte[] large = new byte[BackupWriter.MAX_PART_BYTES];
        assertArrayEquals(large, Sample.read(Sample.of(List.of(large)).bytes()).get(0));
        assertThrows(IllegalArgumentException.class, () -> Sample.of(List.of(new byte[large.length + 1])));
    }

    @Test
    void readsTheFirstFormat() throws Exception {
        List<byte[]> parts = Sample.read(golden());
        assertEquals(3, parts.size());
        for (int i = 0; i < parts.size(); i++) {
            assertArrayEquals(Sample.parts().get(i), parts.get(i));
        }
    }

    @Test
    void writesTheFirstFormat() throws Exception {
        // Compressed bytes may differ between Java runtimes; the header may not.
        Sample sample = Sample.of(Sample.parts());
        int header = sample.boundaries().get(0);
        assertArrayEquals(Arrays.copyOf(golden(), header), Arrays.copyOf(sample.bytes(), header));
    }

    @Test
    void namesBothFormatsWhenThatOfTheFileIsNewer() throws Exception {
        byte[] newer = golden();
        newer[BackupFormat.MAGIC.length] = 2;
        String refusal = refusal(newer);
        assertTrue(
                refusal.startsWith(
                        "some.quorate-backup: byte 8: a backup of format 2, this version reads format 1: use the version"),
                refusal);
    }

    @Test
    void refusesWhatIsNoBackup() {
        for (String other : List.of("", "Quo", "PK\u0003\u0004 a jar or something else")) {
            String refusal = refusal(other.getBytes(StandardCharsets.US_ASCII));
            assertTrue(refusal.startsWith("some.quorate-backup: byte 0: this is no backup of Quorate"), refusal);
        }
    }

    @Test
    void namesThePlaceOfDamage() throws Exception {
        Sample sample = Sample.of(Sample.parts());
        byte[] damaged = sample.bytes().clone();
        damaged[sample.boundaries().get(2) + 100] ^= 1;
        assertEquals(
                "some.quorate-backup: before byte " + sample.boundaries().get(3)
                        + ": block 2 does not match its checksum; it is damaged or was cut off: use another copy, or"
                        + " another backup",
                refusal(damaged));
    }
}
