package io.quorate.storage.lmdb;

import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scan of the file, page by page: small pages first, since most scans want few rows. */
final class PagedCursor implements RowCursor {
    private static final int FIRST_PAGE_ROWS = 4;
    private static final int MAX_PAGE_ROWS = 512;

    private final LmdbReader reader;
    private final byte @Nullable [] to;
    private LmdbReader.Page page;
    private Iterator<Row> rest;
    private int pageRows = FIRST_PAGE_ROWS;
    private @Nullable Row current;

    PagedCursor(LmdbReader reader, byte[] from, byte @Nullable [] to) {
        this.reader = reader;
        this.to = to;
        this.page = reader.page(from, false, to, pageRows);
        this.rest = page.rows().iterator();
    }

    @Override
    public boolean next() {
        if (!rest.hasNext() && !page.last() && current != null) {
            pageRows = Math.min(2 * pageRows, MAX_PAGE_ROWS);
            page = reader.page(current.key(), true, to, pageRows);
            rest = page.rows().iterator();
        }
        current = rest.hasNext() ? rest.next() : null;
        return current != null;
    }

    @Override
    public byte[] key() {
        return currentRow().key();
    }

    @Override
    public byte[] value() {
        byte[] value = currentRow().value();
        if (value == null) {
            throw new AssertionError("the file holds no rows without value");
        }
        return value;
    }

    private Row currentRow() {
        if (current == null) {
            throw new IllegalStateException("no current row: next() was not called or returned false");
        }
        return current;
    }

    @Override
    public void close() {
        page = new LmdbReader.Page(List.of(), true);
        rest = page.rows().iterator();
        current = null;
    }
}
