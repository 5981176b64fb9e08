package io.quorate.recipe;

import io.quorate.codec.KeyBytes;
import io.quorate.codec.KeyCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an instance in key order. A constant of the recipe class; the rows are replicated state.
 *
 * @param <K> Long, Integer, String, Boolean, byte[], an enum, or a record of those, ordered component by component
 * @param <V> Long, Integer, String, Boolean, byte[], a record, an enum or a sealed family of records
 */
public final class Table<K, V> implements State {
    /** Most rows that one {@link #page} returns. */
    public static final int MAX_PAGE_ROWS = 1_000;

    private static final byte[] FIRST = {};

    private final String name;
    private final KeyCodec<K> key;
    private final ValueCodec<V> value;
    private final String shape;

    private Table(String name, KeyCodec<K> key, ValueCodec<V> value, String shape) {
        this.name = State.requireName(name);
        this.key = key;
        this.value = value;
        this.shape = shape;
    }

    public static <K, V> Table<K, V> of(String name, Class<K> key, Class<V> value) {
        ValueCodec<V> values = ValueCodec.of(value);
        return new Table<>(
                name, KeyCodec.of(key), values, "table<" + key.getSimpleName() + ", " + values.shape() + ">");
    }

    public Optional<V> get(QueryContext context, K at) {
        byte[] row = context.access().get(name, key.encode(at));
        return row == null ? Optional.empty() : Optional.of(value.decode().apply(row));
    }

    /** Adds or replaces a row. */
    public void put(ApplyContext context, K at, V newValue) {
        context.access().put(name, key.encode(at), value.encode().apply(newValue));
    }

    /** Takes a row out and returns what it was, if there was one. */
    public Optional<V> remove(ApplyContext context, K at) {
        Optional<V> before = get(context, at);
        if (before.isPresent()) {
            context.access().remove(name, key.encode(at));
        }
        return before;
    }

    /** The row with the smallest key. */
    public Optional<Row<K, V>> first(QueryContext context) {
        return rows(context, FIRST, null, 1).stream().findFirst();
    }

    /** The row with the smallest key that is not below {@code from}; a cursor kept there makes draining flat in cost. */
    public Optional<Row<K, V>> firstFrom(QueryContext context, K from) {
        return rows(context, key.encode(from), null, 1).stream().findFirst();
    }

    /**
     * Rows in key order.
     *
     * @param after rows behind this key; empty to begin at the first
     * @param limit most rows wanted, 1 to {@link #MAX_PAGE_ROWS}
     */
    public List<Row<K, V>> page(QueryContext context, Optional<K> after, int limit) {
        requireLimit(limit);
        byte[] from = after.isPresent() ? justBehind(key.encode(after.get())) : FIRST;
        return rows(context, from, null, limit);
    }

    /** As {@link #page}, from the first row whose key is not below {@code from}. */
    public List<Row<K, V>> from(QueryContext context, K from, int limit) {
        requireLimit(limit);
        return rows(context, key.encode(from), null, limit);
    }

    /** Rows whose key, a record, begins with these components. */
    public List<Row<K, V>> withPrefix(QueryContext context, int limit, Object... leadingComponents) {
        byte[] prefix = key.encodePrefix(leadingComponents);
        return rows(context, prefix, KeyBytes.successor(prefix), limit);
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_PAGE_ROWS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE_ROWS + ", was " + limit);
        }
    }

    private List<Row<K, V>> rows(QueryContext context, byte[] from, byte @Nullable [] to, int limit) {
        List<Row<K, V>> rows = new ArrayList<>();
        for (ReadAccess.Row row : context.access().rows(name, from, to, limit)) {
            rows.add(new Row<>(key.decode(row.key()), value.decode().apply(row.value())));
        }
        return rows;
    }

    private static byte[] justBehind(byte[] encoded) {
        return java.util.Arrays.copyOf(encoded, encoded.length + 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shape() {
        return shape;
    }

    /** One row. */
    public record Row<K, V>(K key, V value) {}
}
