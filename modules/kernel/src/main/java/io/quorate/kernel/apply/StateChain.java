package io.quorate.kernel.apply;

import io.quorate.kernel.CallResult;
import io.quorate.kernel.state.RunningHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Hash over the logical writes and replies of a step, equal on replicas that agree. */
final class StateChain {
    private static final byte[] DELETED = {-1};

    private final RunningHash hash = new RunningHash();

    static long link(long chain, long revision, long hash) {
        return RunningHash.mix(RunningHash.mix(chain ^ revision) ^ hash);
    }

    void write(byte[] key, byte @Nullable [] value) {
        hash.add(key);
        hash.add(value == null ? DELETED : value);
    }

    void reply(long session, long sequence, CallResult result) {
        hash.add(ByteBuffer.allocate(24)
                .putLong(session)
                .putLong(sequence)
                .putInt(result.kind().number())
                .array());
        hash.add(result.code().getBytes(StandardCharsets.UTF_8));
        hash.add(result.body());
    }

    long value() {
        return hash.value();
    }
}
