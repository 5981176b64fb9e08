package io.quorate.kernel.state;

import io.quorate.codec.KeyBytes;
import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import io.quorate.storage.RowMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are not decided yet, seen over the rows below. Buffers stack: a savepoint is a buffer over a buffer.
 */
public final class WriteBuffer implements Rows {
    private final Rows below;

    // A row without value stands for a deletion.
    private final RowMap writes = new RowMap();

    public WriteBuffer(Rows below) {
        this.below = below;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Row own = writes.find(key);
        return own == null ? below.get(key) : own.value();
    }

    public void put(byte[] key, byte[] value) {
        writes.put(key, value);
    }

    public void delete(byte[] key) {
        writes.put(key, null);
    }

    /** Moves the writes, in key order, to where they belong; null stands for a deletion. The buffer is empty afterwards. */
    public void drainTo(BiConsumer<byte[], byte @Nullable []> target) {
        writes.forEach(row -> target.accept(row.key(), row.value()));
        writes.clear();
    }

    /** The rows as they are now; what is written here later, or in the buffers below, does not show in them. */
    public WriteBuffer copy() {
        WriteBuffer copy = new WriteBuffer(below instanceof WriteBuffer buffer ? buffer.copy() : below);
        copy.writes.putAll(writes);
        return copy;
    }

    /** Keys that are written or deleted here, in order. */
    public List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        writes.forEach(row -> keys.add(row.key()));
        return keys;
    }

    /** Of all keys and values that are written or deleted here. */
    public long bytes() {
        long[] bytes = {0};
        writes.forEach(row -> bytes[0] += row.key().length + (row.value() == null ? 0 : row.value().length));
        return bytes[0];
    }

    /** Moves the writes to the buffer below. */
    public void mergeInto(WriteBuffer parent) {
        parent.writes.putAll(writes);
        writes.clear();
    }

    /** Most often what was just written is such a row, and the rows below need not be asked. */
    @Override
    public boolean hasPrefix(byte[] prefix) {
        return writes.hasValueIn(prefix, KeyBytes.successor(prefix)) || Rows.super.hasPrefix(prefix);
    }

    @Override
    public RowCursor scan(byte[] from, byte @Nullable [] to) {
        return writes.scan(from, to, below.scan(from, to));
    }
}
