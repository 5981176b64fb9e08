package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quorate.raft.Entry;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WalRecordTest {
    private static final long SEED = 3;
    private static final WalRecord RECORD = WalRecord.entry(1, Entry.command(7, 2, new byte[] {1, 2, 3, 4, 5}));

    @Test
    void bytesOfARecycledSegmentNeverValidate() {
        ByteBuffer record = written();
        ByteBuffer header = header();
        assertNotNull(WalRecord.read(record, 0, SEED));
        assertEquals(9, BatchHeader.read(header, 0, SEED).sequence());
        for (long seed = 0; seed < 100_000; seed++) {
            if (seed != SEED) {
                assertNull(WalRecord.read(record, 0, seed));
                assertNull(BatchHeader.read(header, 0, seed));
            }
        }
    }

    @Test
    void noSingleFlippedBitValidates() {
        ByteBuffer record = written();
        for (int bit = 0; bit < record.limit() * 8; bit++) {
            flip(record, bit);
            assertNull(WalRecord.read(record, 0, SEED));
            flip(record, bit);
        }
        ByteBuffer header = header();
        for (int bit = 0; bit < BatchHeader.BYTES * 8; bit++) {
            flip(header, bit);
            assertNull(BatchHeader.read(header, 0, SEED));
            flip(header, bit);
        }
    }

    private static ByteBuffer written() {
        ByteBuffer buffer = ByteBuffer.allocate(RECORD.bytes());
        RECORD.write(buffer, SEED);
        return buffer.flip();
    }

    private static ByteBuffer header() {
        ByteBuffer buffer = ByteBuffer.allocate(BatchHeader.BYTES);
        new BatchHeader(9, 8, 100, 0xCAFE, 2, 0xBEEF).write(buffer, 0, SEED);
        return buffer;
    }

    private static void flip(ByteBuffer buffer, int bit) {
        buffer.put(bit / 8, (byte) (buffer.get(bit / 8) ^ (1 << (bit % 8))));
    }
}
