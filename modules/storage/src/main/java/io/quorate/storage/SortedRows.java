package io.quorate.storage;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of rows, the building block of the providers: keeping a reference keeps a version, at no cost.
 *
 * <p>It serves as a whole state or as a layer over an older one; in a layer a row without value hides the older row.
 * Keys compare as unsigned bytes; a change takes O(log n) time and memory. Thread: any. Ownership: arrays are neither
 * copied nor to be changed.
 */
public final class SortedRows {
    public static final SortedRows EMPTY = new SortedRows(null);

    /** Heap bytes of a row beside its key and value: tree node, {@link Row} and two array headers. */
    public static final long ROW_OVERHEAD_BYTES = 96;

    private final @Nullable RowTree root;

    private SortedRows(@Nullable RowTree root) {
        this.root = root;
    }

    /** Number of rows, those without value included. */
    public int size() {
        return RowTree.rows(root);
    }

    /** Estimated heap bytes of all rows. */
    public long heapBytes() {
        return RowTree.bytes(root);
    }

    /** The row, which may be one without value; null when there is none. */
    public @Nullable Row find(byte[] key) {
        return RowTree.find(root, key);
    }

    /**
     * These rows with one added or replaced.
     *
     * @param value null to hide an older row
     * @throws IllegalArgumentException key empty or above {@link StateStore#MAX_KEY_BYTES}
     */
    public SortedRows with(byte[] key, byte @Nullable [] value) {
        if (key.length == 0 || key.length > StateStore.MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a key takes 1 to " + StateStore.MAX_KEY_BYTES + " bytes, this one has " + key.length);
        }
        return new SortedRows(RowTree.with(root, new Row(key, value)));
    }

    /**
     * These rows laid over older ones, as one map: where both have a row, this one's counts, also one without value. Takes
     * O(m log(n / m + 1)) for m rows over n.
     */
    public SortedRows over(SortedRows older) {
        return new SortedRows(RowTree.union(older.root, root));
    }

    /** These rows without the one of this key; the same object when there is none. */
    public SortedRows without(byte[] key) {
        RowTree rest = RowTree.without(root, key);
        return rest == root ? this : new SortedRows(rest);
    }

    /** All rows in key order, those without value included. */
    public void forEach(Consumer<? super Row> action) {
        RowTree.forEach(root, action);
    }

    /** Rows with a value and {@code from <= key < to} in key order; {@code to} null for no upper end. */
    public RowCursor scan(byte[] from, byte @Nullable [] to) {
        return scan(from, to, NoRows.CURSOR);
    }

    /**
     * As {@link #scan(byte[], byte[])}, of these rows laid over older ones.
     *
     * @param older the older rows of the same range; read ahead by one row and closed with the result
     */
    public RowCursor scan(byte[] from, byte @Nullable [] to, RowCursor older) {
        return new LayeredCursor(new TreeCursor(root, from, to), older);
    }
}
