package io.quorate.kernel.state;

import io.quorate.codec.KeyBytes;
import io.quorate.storage.RowCursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that can be read in key order: a store, or writes buffered above one. */
public interface Rows {
    byte @Nullable [] get(byte[] key);

    /** Rows with {@code from <= key < to}; to be used up or closed before the next write. */
    RowCursor scan(byte[] from, byte @Nullable [] to);

    /** At most {@code limit} rows with {@code from <= key < to}. */
    default List<KeyValue> list(byte[] from, byte @Nullable [] to, int limit) {
        List<KeyValue> rows = new ArrayList<>();
        try (RowCursor cursor = scan(from, to)) {
            while (rows.size() < limit && cursor.next()) {
                rows.add(new KeyValue(cursor.key(), cursor.value()));
            }
        }
        return rows;
    }

    /** At most {@code limit} rows whose key begins with the prefix. */
    default List<KeyValue> listPrefix(byte[] prefix, int limit) {
        return list(prefix, KeyBytes.successor(prefix), limit);
    }

    default boolean hasPrefix(byte[] prefix) {
        try (RowCursor cursor = scan(prefix, KeyBytes.successor(prefix))) {
            return cursor.next();
        }
    }

    /** One row. */
    record KeyValue(byte[] key, byte[] value) {}
}
