package io.quorate.storage;

import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of rows: keeping a reference keeps a version, at no cost.
 *
 * <p>Keys compare as unsigned bytes; a change takes O(log n) time and memory. Thread: any. Ownership: arrays are neither
 * copied nor to be changed.
 */
final class SortedRows {
    static final SortedRows EMPTY = new SortedRows(null);

    private final @Nullable RowTree root;

    private SortedRows(@Nullable RowTree root) {
        this.root = root;
    }

    /** Null when there is no such row. */
    byte @Nullable [] get(byte[] key) {
        Row row = RowTree.find(root, key);
        return row == null ? null : row.value();
    }

    /**
     * These rows with one added or replaced.
     *
     * @throws IllegalArgumentException key empty or above {@link StateStore#MAX_KEY_BYTES}
     */
    SortedRows with(byte[] key, byte[] value) {
        StateStore.requireKey(key);
        return new SortedRows(RowTree.with(root, new Row(key, value)));
    }

    /** These rows without the one of this key; the same object when there is none. */
    SortedRows without(byte[] key) {
        RowTree rest = RowTree.without(root, key);
        return rest == root ? this : new SortedRows(rest);
    }

    /** Rows with {@code from <= key < to} in key order; {@code to} null for no upper end. */
    RowCursor scan(byte[] from, byte @Nullable [] to) {
        return new LayeredCursor(new TreeCursor(root, from, to), NoRows.CURSOR);
    }
}
