package io.quorate.storage.lmdb;

import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import io.quorate.storage.SortedRows;
import org.jspecify.annotations.Nullable;

/**
 * One version of the state, newest layer first. The file may already hold {@code frozen}, which then hides equal rows;
 * it never holds anything that neither {@code frozen} nor {@code live} has.
 */
record View(SortedRows live, SortedRows frozen, LmdbReader file) {
    byte @Nullable [] get(byte[] key) {
        Row row = live.find(key);
        if (row == null) {
            row = frozen.find(key);
        }
        return row == null ? file.get(key) : row.value();
    }

    RowCursor scan(byte[] from, byte @Nullable [] to) {
        return live.scan(from, to, frozen.scan(from, to, new PagedCursor(file, from, to)));
    }
}
