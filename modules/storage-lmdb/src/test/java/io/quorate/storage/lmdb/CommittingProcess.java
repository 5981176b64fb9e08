package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A process to be traced: commits batches, writes into a file how far they are said to be durable, and ends as a killed one does.
 * Arguments: directory of the store, file, number of batches.
 */
final class CommittingProcess {
    static final byte[] HEAD = {0};

    private CommittingProcess() {}

    public static void main(String[] arguments) throws IOException {
        LmdbOptions few = LmdbOptions.DEFAULT.withGeneration(1 << 20, 20);
        LmdbStateStore store = LmdbStateStore.open(Path.of(arguments[0]), few);
        long told = 0;
        try (OutputStream durable = new FileOutputStream(arguments[1])) {
            for (int index = 1; index <= Integer.parseInt(arguments[2]); index++) {
                commit(store, index);
                if (index % 7 == 0) {
                    store.flush();
                    store.awaitFlushed();
                }
                long now = store.durable().index();
                if (now > told) {
                    durable.write(("durable " + now + "\n").getBytes(StandardCharsets.US_ASCII));
                    told = now;
                }
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void commit(LmdbStateStore store, int index) {
        store.put(HEAD, ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
        store.put(key(index), value(index));
        if (index > 50) {
            store.delete(key(index - 50));
        }
        store.commit(new AppliedMark(index, 1));
    }

    static byte[] key(int index) {
        return ByteBuffer.allocate(1 + Integer.BYTES)
                .put((byte) 1)
                .putInt(index * 7919)
                .array();
    }

    /** Some have pages of their own. */
    static byte[] value(int index) {
        byte[] value = new byte[index % 13 == 0 ? 9_000 : 100];
        new SplittableRandom(index).nextBytes(value);
        return value;
    }
}
