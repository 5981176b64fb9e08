package io.quorate.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C that begins with a segment's sequence number. Two checksums of the same bytes under numbers that differ in their
 * low 32 bits always differ (a CRC finds every burst of 32 bits), so what an earlier use of a recycled segment left behind
 * never validates.
 */
final class SeededCrc {
    private SeededCrc() {}

    /** Of {@code bytes} bytes from {@code start}, leaving out the four at {@code hole}, where the checksum itself lies. */
    static int of(long seed, ByteBuffer buffer, int start, int hole, int bytes) {
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update((int) (seed >>> shift));
        }
        crc.update(buffer.duplicate().limit(hole).position(start));
        crc.update(buffer.duplicate().limit(start + bytes).position(hole + Integer.BYTES));
        return (int) crc.getValue();
    }

    /** Without a seed and without a hole. */
    static int plain(ByteBuffer buffer, int start, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(start + bytes).position(start));
        return (int) crc.getValue();
    }
}
