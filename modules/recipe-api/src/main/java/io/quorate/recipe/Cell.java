package io.quorate.recipe;

import java.util.Optional;

/**
 * One value per instance. A constant of the recipe class; the value itself is a row of the replicated state.
 *
 * @param <V> Long, Integer, String, Boolean, byte[], a record, an enum or a sealed family of records
 */
public final class Cell<V> implements State {
    private static final byte[] KEY = {};

    private final String name;
    private final ValueCodec<V> value;

    private Cell(String name, ValueCodec<V> value) {
        this.name = State.requireName(name);
        this.value = value;
    }

    public static <V> Cell<V> of(String name, Class<V> type) {
        return new Cell<>(name, ValueCodec.of(type));
    }

    public Optional<V> get(QueryContext context) {
        byte[] row = context.access().get(name, KEY);
        return row == null ? Optional.empty() : Optional.of(value.decode().apply(row));
    }

    public void set(ApplyContext context, V newValue) {
        context.access().put(name, KEY, value.encode().apply(newValue));
    }

    public void clear(ApplyContext context) {
        context.access().remove(name, KEY);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shape() {
        return "cell<" + value.shape() + ">";
    }
}
