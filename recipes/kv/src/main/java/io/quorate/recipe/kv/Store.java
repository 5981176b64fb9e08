package io.quorate.recipe.kv;

import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import java.util.List;
import java.util.Optional;

/** The rows of a store that tell its present; those of its past are in {@link History}. */
final class Store {
    static final Table<String, Item> KEYS = Table.of("keys", String.class, Item.class);

    /** Keys that go with the end of a session. */
    static final Table<Owned, Boolean> OWNED = Table.of("owned", Owned.class, Boolean.class);

    /** How many keys go with the end of each session. */
    static final Table<Long, Integer> OWNERS = Table.of("owners", Long.class, Integer.class);

    /** There is one while the store has keys, or remembers that it had. */
    static final Cell<Book> BOOK = Cell.of("book", Book.class);

    private static final int PAGE = 100;

    /** A key of a session. */
    record Owned(long session, String key) {
        static Owned of(SessionId session, String key) {
            return new Owned(session.value(), key);
        }
    }

    private Store() {}

    /** What tells this store from one of the same name before or after it. */
    static long name(QueryContext context, Optional<Book> book) {
        return book.isPresent()
                ? FencingToken.of(context.epoch(), book.get().born()).value()
                : 0;
    }

    /** How many keys begin so, counted up to a limit. */
    static int count(QueryContext context, String prefix, int limit) {
        int counted = 0;
        int rows = Math.min(PAGE, limit + 1);
        String from = prefix;
        List<Table.Row<String, Item>> page = KEYS.from(context, from, rows);
        while (!page.isEmpty()) {
            for (Table.Row<String, Item> row : page) {
                if (counted == limit || !row.key().startsWith(prefix)) {
                    return counted;
                }
                counted++;
                from = row.key();
            }
            page = KEYS.page(context, Optional.of(from), rows);
        }
        return counted;
    }
}
