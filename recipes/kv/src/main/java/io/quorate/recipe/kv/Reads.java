package io.quorate.recipe.kv;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract.Children;
import io.quorate.recipe.kv.api.KvContract.Describe;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Name;
import io.quorate.recipe.kv.api.KvContract.Names;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries of what a store is; those of what it was are answered by {@link PastReads}. */
final class Reads {
    /** Behind all keys of a directory, since it follows {@code /}. */
    private static final String BEHIND = "0";

    private Reads() {}

    static Got get(QueryContext context, Get request) {
        if (request.at().isPresent()) {
            return PastReads.get(context, request.key(), request.at().getAsLong());
        }
        Optional<Entry> entry = Store.KEYS.get(context, request.key()).map(item -> item.entry(context, request.key()));
        return new Got(entry, context.revision());
    }

    static Page range(QueryContext context, Range request) {
        if (request.at().isPresent()) {
            return PastReads.range(context, request, request.at().getAsLong());
        }
        PageOfEntries page = new PageOfEntries(context, request.limit());
        Optional<String> after = request.after();
        List<Table.Row<String, Item>> rows = rows(context, request.prefix(), after, page.rowsToRead());
        while (!rows.isEmpty()) {
            for (Table.Row<String, Item> row : rows) {
                if (!row.key().startsWith(request.prefix())) {
                    return page.last(context.revision());
                }
                if (!page.take(row.key(), row.value())) {
                    return page.followed(context.revision());
                }
                after = Optional.of(row.key());
            }
            rows = rows(context, request.prefix(), after, page.rowsToRead());
        }
        return page.last(context.revision());
    }

    private static List<Table.Row<String, Item>> rows(
            QueryContext context, String prefix, Optional<String> after, int limit) {
        return after.isPresent() && after.get().startsWith(prefix)
                ? Store.KEYS.page(context, after, limit)
                : Store.KEYS.from(context, prefix, limit);
    }

    /** Each name with what is behind it is passed at once, however many keys are below it. */
    static Names children(QueryContext context, Children request) {
        String prefix = request.key().endsWith("/") ? request.key() : request.key() + "/";
        List<Name> names = new ArrayList<>();
        Optional<String> next = Optional.of(request.after().orElse(prefix));
        Optional<Table.Row<String, Item>> row = Store.KEYS.firstFrom(context, next.get());
        while (row.isPresent() && row.get().key().startsWith(prefix)) {
            if (names.size() == request.limit()) {
                return new Names(names, next, context.revision());
            }
            String key = row.get().key();
            int slash = key.indexOf('/', prefix.length());
            String child = slash < 0 ? key : key.substring(0, slash);
            String name = child.substring(prefix.length());
            if (slash < 0) {
                names.add(new Name(name, true, Store.count(context, child + "/", 1) == 1));
                next = Optional.of(child + '\u0000');
            } else {
                if (Store.KEYS.get(context, child).isEmpty()) {
                    names.add(new Name(name, false, true));
                }
                next = Optional.of(child + BEHIND);
            }
            row = Store.KEYS.firstFrom(context, next.get());
        }
        return new Names(names, Optional.empty(), context.revision());
    }

    static KvDescription describe(QueryContext context, Describe request) {
        Settings settings = Settings.of(context);
        Optional<Book> kept = Store.BOOK.get(context);
        Book book = kept.isPresent() ? kept.get() : Book.bornAt(context.revision() + 1);
        return new KvDescription(
                book.keys(),
                book.bytes(),
                book.forgotten(),
                book.changes(),
                book.pastBytes(),
                settings.historyChanges(),
                settings.historyBytes(),
                book.lastChange(),
                Store.name(context, kept),
                context.revision());
    }
}
