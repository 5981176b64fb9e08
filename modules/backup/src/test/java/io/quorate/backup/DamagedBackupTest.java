package io.quorate.backup;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever happens to the bytes of a backup is found when it is read. */
class DamagedBackupTest {
    private static final int FLIPS = 5_000;
    private static final int SECTOR_BYTES = 512;
    private static final long SEED = 20_260_101;

    private final Sample sample;

    DamagedBackupTest() throws IOException {
        sample = Sample.of(Sample.parts());
    }

    private static void assertFound(byte[] damaged, String how) {
        assertThrows(UnreadableBackupException.class, () -> Sample.read(damaged), how);
    }

    @Test
    void aChangedByteIsFound() {
        Random random = new Random(SEED);
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = sample.bytes().clone();
            int at = random.nextInt(damaged.length);
            int change = 1 + random.nextInt(255);
            damaged[at] ^= (byte) change;
            assertFound(damaged, "byte " + at + " changed by " + change);
        }
    }

    @Test
    void everyChangeOutsideOfThePartsIsFound() {
        for (int at = 0; at < sample.boundaries().get(0) + 64; at++) {
            for (int change = 1; change < 256; change++) {
                byte[] damaged = sample.bytes().clone();
                damaged[at] ^= (byte) change;
                assertFound(damaged, "byte " + at + " changed by " + change);
            }
        }
    }

    @Test
    void aSectorOfZeroesIsFound() {
        for (int at = 0; at < sample.bytes().length; at += SECTOR_BYTES) {
            byte[] damaged = sample.bytes().clone();
            Arrays.fill(damaged, at, Math.min(at + SECTOR_BYTES, damaged.length), (byte) 0);
            assertFound(damaged, "sector at byte " + at);
        }
    }

    @Test
    void aCutIsFoundWhereverItIs() {
        sample.boundaries().forEach(this::assertCutIsFound);
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            assertCutIsFound(random.nextInt(sample.bytes().length));
        }
    }

    private void assertCutIsFound(int length) {
        assertFound(Arrays.copyOf(sample.bytes(), length), "cut after " + length + " bytes");
    }

    @Test
    void aBlockThatIsMissingOrRepeatedOrElsewhereIsFound() {
        List<Integer> ends = sample.boundaries();
        byte[] first = Arrays.copyOfRange(sample.bytes(), ends.get(0), ends.get(1));
        byte[] second = Arrays.copyOfRange(sample.bytes(), ends.get(1), ends.get(2));
        assertFound(assembled(second), "the first one is missing");
        assertFound(assembled(first), "the second one is missing");
        assertFound(assembled(first, first, second), "the first one is there twice");
        assertFound(assembled(second, first), "they have changed places");
    }

    /** With these bytes in the place of the first two blocks. */
    private byte[] assembled(byte[]... blocks) {
        List<Integer> ends = sample.boundaries();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(sample.bytes(), 0, ends.get(0));
        for (byte[] block : blocks) {
            out.writeBytes(block);
        }
        out.write(sample.bytes(), ends.get(2), sample.bytes().length - ends.get(2));
        return out.toByteArray();
    }

    @Test
    void aLastBlockThatIsMissingIsFound() {
        List<Integer> ends = sample.boundaries();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(sample.bytes(), 0, ends.get(2));
        out.write(sample.bytes(), ends.get(3), sample.bytes().length - ends.get(3));
        assertFound(out.toByteArray(), "the end tells of one more");
    }

    @Test
    void whatFollowsTheEndIsFound() {
        assertFound(Arrays.copyOf(sample.bytes(), sample.bytes().length + 1), "one byte more");
    }

    @Test
    void aHeaderOfAnotherBackupIsFound() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BackupHeader other = new BackupHeader("2026-01-02T03:04:05Z", "0.1.0", "else", 2, 3, 9, 5, 9, 1, 7_000, "");
        new BackupWriter(out, other).close();
        int header = sample.boundaries().get(0);
        out.write(sample.bytes(), header, sample.bytes().length - header);
        assertFound(out.toByteArray(), "the digest of the end is of another header");
    }
}
