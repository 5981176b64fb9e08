package io.quorate.storage;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map of rows that are being written, as a layer over older ones: a row without value hides the older row.
 *
 * <p>Keys compare as unsigned bytes. Thread: one owner while it is written; any number once nobody writes. Ownership: arrays
 * are neither copied nor to be changed.
 */
public final class RowMap {
    /** Heap bytes of a row beside its key and value: map entry, {@link Row} and two array headers. */
    public static final long ROW_OVERHEAD_BYTES = 96;

    private final NavigableMap<byte[], Row> rows = new TreeMap<>(Arrays::compareUnsigned);
    private long heapBytes;

    /** Number of rows, those without value included. */
    public int size() {
        return rows.size();
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Estimated heap bytes of all rows. */
    public long heapBytes() {
        return heapBytes;
    }

    /** The row, which may be one without value; null when there is none. */
    public @Nullable Row find(byte[] key) {
        return rows.get(key);
    }

    /**
     * Adds or replaces a row.
     *
     * @param value null to hide an older row
     * @throws IllegalArgumentException key empty or above {@link StateStore#MAX_KEY_BYTES}
     */
    public void put(byte[] key, byte @Nullable [] value) {
        StateStore.requireKey(key);
        put(new Row(key, value));
    }

    private void put(Row row) {
        Row before = rows.put(row.key(), row);
        heapBytes += bytesOf(row) - (before == null ? 0 : bytesOf(before));
    }

    /** Does nothing when there is no such row. */
    public void remove(byte[] key) {
        Row before = rows.remove(key);
        heapBytes -= before == null ? 0 : bytesOf(before);
    }

    /** Lays other rows over these: where both have a row, the other's counts, also one without value. */
    public void putAll(RowMap newer) {
        newer.forEach(this::put);
    }

    public void clear() {
        rows.clear();
        heapBytes = 0;
    }

    /** All rows in key order, those without value included. */
    public void forEach(Consumer<? super Row> action) {
        rows.values().forEach(action);
    }

    /**
     * Rows with a value and {@code from <= key < to} in key order, of these rows laid over older ones. To be used up or closed
     * before these rows change.
     *
     * @param to null for no upper end
     * @param older the older rows of the same range; read ahead by one row and closed with the result
     */
    public RowCursor scan(byte[] from, byte @Nullable [] to, RowCursor older) {
        return new LayeredCursor(range(from, to).iterator(), older);
    }

    /** Whether one of these rows has a value and {@code from <= key < to}; {@code to} null for no upper end. */
    public boolean hasValueIn(byte[] from, byte @Nullable [] to) {
        for (Row row : range(from, to)) {
            if (row.value() != null) {
                return true;
            }
        }
        return false;
    }

    private Collection<Row> range(byte[] from, byte @Nullable [] to) {
        if (to == null) {
            return rows.tailMap(from, true).values();
        }
        boolean isEmpty = Arrays.compareUnsigned(from, to) >= 0;
        return isEmpty ? List.of() : rows.subMap(from, true, to, false).values();
    }

    private static long bytesOf(Row row) {
        byte[] value = row.value();
        return ROW_OVERHEAD_BYTES + row.key().length + (value == null ? 0 : value.length);
    }
}
