package io.quorate.itests.faults;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What locks guard: a slot for each, in memory that processes share, with the largest token that has written. Thread-safe. */
final class GuardedSlots {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer slots;

    private GuardedSlots(MappedByteBuffer slots) {
        this.slots = slots;
    }

    /** @param file of all that share them; made when it is not there */
    static GuardedSlots open(Path file, int locks) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new GuardedSlots(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) locks * Long.BYTES));
        }
    }

    /** Writes with this token; false when a larger one has written before. */
    boolean write(int lock, long token) {
        int at = lock * Long.BYTES;
        while (true) {
            long before = (long) LONGS.getVolatile(slots, at);
            if (before > token) {
                return false;
            }
            if (LONGS.compareAndSet(slots, at, before, token)) {
                return true;
            }
        }
    }
}
