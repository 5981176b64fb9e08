package io.quorate.kernel.state;

import java.util.zip.CRC32C;

/**
 * Hash over byte arrays in their order: a running CRC32C, which processors compute, spread over 64 bits by a finalizer
 * (Steele, Lea and Flood 2014, SplitMix). Part of the state's format.
 */
public final class RunningHash {
    private final CRC32C crc = new CRC32C();
    private long sum;

    public void add(byte[] bytes) {
        crc.update(bytes, 0, bytes.length);
        sum = mix(sum ^ (crc.getValue() << 20) ^ bytes.length);
    }

    public long value() {
        return sum;
    }

    public static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
