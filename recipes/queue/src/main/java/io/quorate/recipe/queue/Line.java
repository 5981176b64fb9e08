package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import java.util.List;
import java.util.Optional;

/**
 * Rows in an order, of which mostly the first is wanted. How many there are, and where to look for the first, is kept beside them, so that a long
 * line costs what a short one does, also behind many rows that were removed.
 *
 * @param <V> what is kept of each
 */
record Line<V>(Table<Place, V> rows, Cell<Head> head) {
    static <V> Line<V> of(String name, Class<V> value) {
        return new Line<>(Table.of(name, Place.class, value), Cell.of(name + "-head", Head.class));
    }

    /**
     * What is kept beside the rows; nothing when there are none.
     *
     * @param from no row is before it
     */
    public record Head(Place from, long count) {}

    void add(ApplyContext context, Place place, V value) {
        Optional<Head> before = head.get(context);
        Place from = before.isEmpty() || place.isBefore(before.get().from())
                ? place
                : before.get().from();
        head.set(context, new Head(from, count(before) + 1));
        rows.put(context, place, value);
    }

    void remove(ApplyContext context, Place place) {
        Optional<Head> before = head.get(context);
        if (before.isPresent() && rows.remove(context, place).isPresent()) {
            keep(context, new Head(before.get().from(), before.get().count() - 1));
        }
    }

    private void keep(ApplyContext context, Head now) {
        if (now.count() == 0) {
            head.clear(context);
        } else {
            head.set(context, now);
        }
    }

    /** The first, which is looked for from here on by whoever asks next. */
    Optional<Table.Row<Place, V>> first(ApplyContext context) {
        Optional<Table.Row<Place, V>> first = seen(context);
        Optional<Head> before = head.get(context);
        if (first.isPresent()
                && before.isPresent()
                && before.get().from().isBefore(first.get().key())) {
            head.set(context, new Head(first.get().key(), before.get().count()));
        }
        return first;
    }

    /** The first one, in a query. */
    Optional<Table.Row<Place, V>> seen(QueryContext context) {
        Optional<Head> now = head.get(context);
        return now.isEmpty()
                ? Optional.empty()
                : rows.firstFrom(context, now.get().from());
    }

    Optional<V> find(QueryContext context, Place place) {
        return rows.get(context, place);
    }

    List<Table.Row<Place, V>> page(QueryContext context, Optional<Place> after, int limit) {
        return rows.page(context, after, limit);
    }

    long count(QueryContext context) {
        return count(head.get(context));
    }

    private static long count(Optional<Head> head) {
        return head.isEmpty() ? 0 : head.get().count();
    }

    /** Nothing is before this; empty when there is nothing at all. */
    Optional<Place> from(QueryContext context) {
        return head.get(context).map(now -> now.from());
    }
}
