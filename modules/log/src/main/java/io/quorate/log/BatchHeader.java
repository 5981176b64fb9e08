package io.quorate.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Head of a batch: records that were written with one write.
 *
 * <pre>
 * 0 magic u32 | 4 crc32c u32 of the rest of this header, seeded | 8 sequence u64 | 16 durable u64 | 24 body bytes u32 |
 * 28 body crc32c u32 | 32 records u32 | 36 crc of the header of the batch before u32 | 40 records
 * </pre>
 *
 * <p>It validates without its body, so that its durable mark counts even when the body is torn. The body checksum ties
 * the body to this header and the chain ties the batch to the one before it, so that left-overs of an attempt that was cut
 * off never combine with a later one.
 *
 * @param sequence number of the batch in the whole log; the first is 1 and there are no gaps
 * @param durable highest batch known to be durable when this one was written
 */
record BatchHeader(long sequence, long durable, int bodyBytes, int bodyCrc, int records, int previousCrc) {
    static final int BYTES = 40;
    static final int MAGIC = 0x51574231;

    private static final int CRC_OFFSET = 4;

    /** Writes at {@code start}; returns the checksum that the next batch carries on. */
    int write(ByteBuffer into, int start, long seed) {
        into.putInt(start, MAGIC)
                .putLong(start + 8, sequence)
                .putLong(start + 16, durable)
                .putInt(start + 24, bodyBytes)
                .putInt(start + 28, bodyCrc)
                .putInt(start + 32, records)
                .putInt(start + 36, previousCrc);
        int crc = SeededCrc.of(seed, into, start, start + CRC_OFFSET, BYTES);
        into.putInt(start + CRC_OFFSET, crc);
        return crc;
    }

    /** Reads the header at {@code start}; null when what is there is none of this seed. */
    static @Nullable BatchHeader read(ByteBuffer from, int start, long seed) {
        if (from.getInt(start) != MAGIC
                || from.getInt(start + CRC_OFFSET) != SeededCrc.of(seed, from, start, start + CRC_OFFSET, BYTES)) {
            return null;
        }
        return new BatchHeader(
                from.getLong(start + 8),
                from.getLong(start + 16),
                from.getInt(start + 24),
                from.getInt(start + 28),
                from.getInt(start + 32),
                from.getInt(start + 36));
    }

    /** Checksum of the header at {@code start}, as {@link #previousCrc} of the next batch has it. */
    static int crc(ByteBuffer from, int start) {
        return from.getInt(start + CRC_OFFSET);
    }
}
