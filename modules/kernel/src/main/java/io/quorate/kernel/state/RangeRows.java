package io.quorate.kernel.state;

import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import java.util.Iterator;
import java.util.List;

/** The rows of some ranges of a pinned state, one range after the other. */
final class RangeRows implements RowCursor {
    private static final KeyRange NOTHING = new KeyRange(new byte[] {0}, new byte[] {0});

    private final StoreSnapshot snapshot;
    private final Iterator<KeyRange> ranges;
    private RowCursor current;

    /** @param ranges in key order; the snapshot stays the caller's */
    RangeRows(StoreSnapshot snapshot, List<KeyRange> ranges) {
        this.snapshot = snapshot;
        this.ranges = ranges.iterator();
        this.current = scan(NOTHING);
    }

    private RowCursor scan(KeyRange range) {
        return snapshot.scan(range.from(), range.end());
    }

    @Override
    public boolean next() {
        while (!current.next()) {
            if (!ranges.hasNext()) {
                return false;
            }
            current.close();
            current = scan(ranges.next());
        }
        return true;
    }

    @Override
    public byte[] key() {
        return current.key();
    }

    @Override
    public byte[] value() {
        return current.value();
    }

    @Override
    public void close() {
        current.close();
    }
}
