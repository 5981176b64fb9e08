package io.quorate.storage;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Merge of a newer layer, whose rows win and whose rows without value hide, with older rows. */
final class LayeredCursor implements RowCursor {
    private Iterator<Row> newer;
    private final RowCursor older;
    private @Nullable Row nextNewer;
    private @Nullable Row nextOlder;
    private @Nullable Row current;

    LayeredCursor(Iterator<Row> newer, RowCursor older) {
        this.newer = newer;
        this.older = older;
        this.nextNewer = advanceNewer();
        this.nextOlder = advanceOlder();
    }

    private @Nullable Row advanceNewer() {
        return newer.hasNext() ? newer.next() : null;
    }

    private @Nullable Row advanceOlder() {
        return older.next() ? new Row(older.key(), older.value()) : null;
    }

    @Override
    public boolean next() {
        do {
            current = take();
        } while (current != null && current.value() == null);
        return current != null;
    }

    /** Takes the row with the lower key; of two with the same key the newer one, and the older one is dropped. */
    private @Nullable Row take() {
        Row upper = nextNewer;
        Row lower = nextOlder;
        int order = upper == null ? 1 : lower == null ? -1 : Arrays.compareUnsigned(upper.key(), lower.key());
        if (order <= 0) {
            nextNewer = advanceNewer();
        }
        if (order >= 0 && lower != null) {
            nextOlder = advanceOlder();
        }
        return order <= 0 ? upper : lower;
    }

    @Override
    public byte[] key() {
        return currentRow().key();
    }

    @Override
    public byte[] value() {
        byte[] value = currentRow().value();
        if (value == null) {
            throw new AssertionError("a hidden row became current");
        }
        return value;
    }

    private Row currentRow() {
        if (current == null) {
            throw new IllegalStateException("no current row: next() was not called or returned false");
        }
        return current;
    }

    /** Also drops what was read ahead: no row comes any more. */
    @Override
    public void close() {
        current = null;
        newer = Collections.emptyIterator();
        nextNewer = null;
        nextOlder = null;
        older.close();
    }
}
