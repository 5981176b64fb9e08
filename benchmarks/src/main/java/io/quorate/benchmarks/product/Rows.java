package io.quorate.benchmarks.product;

import java.nio.ByteBuffer;

/** Rows by their numbers: keys lie everywhere in the table, values cannot be compressed. */
public final class Rows {
    static final int KEY_BYTES = 32;
    static final int VALUE_BYTES = 256;

    /** Of one row. */
    public static final int BYTES = KEY_BYTES + VALUE_BYTES;

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Rows() {}

    static byte[] key(long number) {
        return filled(KEY_BYTES, number);
    }

    /** Never the bytes of a key. */
    static byte[] value(long number, long version) {
        return filled(VALUE_BYTES, mixed(number + 1) ^ mixed(~version));
    }

    private static byte[] filled(int length, long seed) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (long next = seed; bytes.hasRemaining(); next += STEP) {
            bytes.putLong(mixed(next));
        }
        return bytes.array();
    }

    /** Of SplitMix64: one to one. */
    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
