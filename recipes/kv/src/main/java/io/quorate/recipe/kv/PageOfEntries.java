package io.quorate.recipe.kv;

import io.quorate.recipe.QueryContext;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page that is being filled, bounded in entries and bytes. */
final class PageOfEntries {
    private static final int FIRST_ROWS = 8;
    private static final int MAX_ROWS = 100;

    private final QueryContext context;
    private final int limit;
    private final List<Entry> entries = new ArrayList<>();
    private int bytes;

    PageOfEntries(QueryContext context, int limit) {
        this.context = context;
        this.limit = limit;
    }

    /** So many are likely to fill it: rows are paid by their size, whether they are taken or not. */
    int rowsToRead() {
        if (entries.isEmpty()) {
            return FIRST_ROWS;
        }
        int average = bytes / entries.size() + 1;
        int fitting = (KvContract.MAX_PAGE_BYTES - bytes) / average + 1;
        return Math.max(1, Math.min(MAX_ROWS, Math.min(fitting, limit - entries.size() + 1)));
    }

    /** False when it is full. */
    boolean take(String key, Item item) {
        boolean isFull =
                entries.size() == limit || (!entries.isEmpty() && bytes + item.bytes() > KvContract.MAX_PAGE_BYTES);
        if (!isFull) {
            entries.add(item.entry(context, key));
            bytes += item.bytes();
        }
        return !isFull;
    }

    Page last(long revision) {
        return new Page(entries, Optional.empty(), revision, store());
    }

    /** Others are behind its last entry. */
    Page followed(long revision) {
        return followed(entries.get(entries.size() - 1).key(), revision);
    }

    /** Others may be behind this key. */
    Page followed(String key, long revision) {
        return new Page(entries, Optional.of(key), revision, store());
    }

    private long store() {
        return Store.name(context, Store.BOOK.get(context));
    }
}
