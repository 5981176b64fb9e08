package io.quorate.recipe.kv;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Queries of what a store was. */
final class PastReads {
    private static final int ROWS = 100;

    /** Keys that are looked at for one page: those that were not there at its revision cost as much as those that were. */
    private static final int MAX_LOOKED_AT = 2_000;

    private PastReads() {}

    static Got get(QueryContext context, String key, long revision) {
        History.requireKept(context, revision);
        Optional<Entry> entry = History.at(context, key, revision).map(item -> item.entry(context, key));
        return new Got(entry, revision);
    }

    static Page range(QueryContext context, Range request, long revision) {
        History.requireKept(context, revision);
        PageOfEntries page = new PageOfEntries(context, request.limit());
        String looked = request.after().orElse("");
        Optional<String> key = keyBehind(context, request);
        for (int i = 0; key.isPresent() && key.get().startsWith(request.prefix()); i++) {
            Optional<Item> item = History.at(context, key.get(), revision);
            if (i == MAX_LOOKED_AT || (item.isPresent() && !page.take(key.get(), item.get()))) {
                return page.followed(looked, revision);
            }
            looked = key.get();
            key = History.keyFrom(context, looked + '\u0000');
        }
        return page.last(revision);
    }

    private static Optional<String> keyBehind(QueryContext context, Range request) {
        Optional<String> after = request.after();
        return after.isPresent() && after.get().startsWith(request.prefix())
                ? History.keyFrom(context, after.get() + '\u0000')
                : History.keyFrom(context, request.prefix());
    }

    static Past history(QueryContext context, KvContract.History request) {
        Optional<Book> book = Store.BOOK.get(context);
        long store = Store.name(context, book);
        if (book.isEmpty()) {
            if (request.store().orElse(0) != 0) {
                throw History.gone(context, context.revision());
            }
            return new Past(List.of(), context.revision(), store, false);
        }
        long after = requireRemembered(context, request, book.get());
        List<Change> changes = new ArrayList<>();
        long revision = after;
        int looked = 0;
        long bytes = 0;
        List<Table.Row<History.Moment, History.Happened>> rows =
                History.CHANGES.from(context, new History.Moment(after + 1, 0), ROWS);
        while (!rows.isEmpty()) {
            History.Moment last = rows.get(rows.size() - 1).key();
            for (Table.Row<History.Moment, History.Happened> row : rows) {
                long at = row.key().revision();
                if (at != revision && (looked >= request.limit() || bytes >= KvContract.MAX_PAGE_BYTES)) {
                    return new Past(changes, revision, store, true);
                }
                revision = at;
                looked++;
                if (row.value().key().startsWith(request.prefix())) {
                    Optional<Item> item = History.at(context, row.value().key(), at)
                            .filter(held -> held.modified() == row.key().revision());
                    bytes += item.isPresent() ? item.get().bytes() : 0;
                    changes.add(change(context, row, item));
                }
            }
            rows = History.CHANGES.page(context, Optional.of(last), ROWS);
        }
        return new Past(changes, Math.max(after, context.revision()), store, false);
    }

    /** The revision behind which to begin: for who knew the store before it was made, and so as empty, that of its making. */
    private static long requireRemembered(QueryContext context, KvContract.History request, Book book) {
        long known = request.store().orElse(request.after() < book.born() ? 0 : Store.name(context, Optional.of(book)));
        boolean fromBirth = known == 0 && request.after() < book.born();
        long after = fromBirth ? book.born() - 1 : request.after();
        boolean isOther = !fromBirth && known != Store.name(context, Optional.of(book));
        if (isOther || after < book.forgotten() || after > context.revision()) {
            throw History.gone(context, book.forgotten());
        }
        return after;
    }

    private static Change change(
            QueryContext context, Table.Row<History.Moment, History.Happened> row, Optional<Item> item) {
        String key = row.value().key();
        Optional<Entry> entry = item.map(held -> held.entry(context, key));
        return new Change(key, row.key().revision(), row.value().cause(), entry);
    }
}
