package io.quorate.storage.lmdb;

import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of the state: generations that are written no more, newest first, over the file. The file may already hold some of
 * them, which then hide equal rows; it never holds anything newer.
 */
record View(List<Generation> frozen, LmdbReader file) {
    byte @Nullable [] get(byte[] key) {
        Row row = find(key);
        return row == null ? file.get(key) : row.value();
    }

    /** Whether there is a row with a value. */
    boolean contains(byte[] key) {
        Row row = find(key);
        return row == null ? file.contains(key) : row.value() != null;
    }

    private @Nullable Row find(byte[] key) {
        for (Generation generation : frozen) {
            Row row = generation.rows().find(key);
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    RowCursor scan(byte[] from, byte @Nullable [] to) {
        RowCursor rows = new PagedCursor(file, from, to);
        for (int i = frozen.size() - 1; i >= 0; i--) {
            rows = frozen.get(i).rows().scan(from, to, rows);
        }
        return rows;
    }
}
