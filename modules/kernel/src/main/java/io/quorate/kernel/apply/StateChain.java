package io.quorate.kernel.apply;

import io.quorate.kernel.CallResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Hash over the logical writes and replies of a step, equal on replicas that agree: a running CRC32C, mixed into the chain
 * by a 64-bit finalizer (Steele, Lea and Flood 2014, SplitMix).
 */
final class StateChain {
    private final CRC32C crc = new CRC32C();
    private long sum;

    static long link(long chain, long revision, long hash) {
        return mix(mix(chain ^ revision) ^ hash);
    }

    void write(byte[] key, byte @Nullable [] value) {
        add(key);
        add(value == null ? new byte[] {-1} : value);
    }

    void reply(long session, long sequence, CallResult result) {
        add(ByteBuffer.allocate(24)
                .putLong(session)
                .putLong(sequence)
                .putInt(result.kind().number())
                .array());
        add(result.code().getBytes(StandardCharsets.UTF_8));
        add(result.body());
    }

    long value() {
        return sum;
    }

    private void add(byte[] bytes) {
        crc.update(bytes, 0, bytes.length);
        sum = mix(sum ^ (crc.getValue() << 20) ^ bytes.length);
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
