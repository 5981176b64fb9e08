package io.quorate.kernel.read;

import io.quorate.kernel.state.Check;
import io.quorate.kernel.state.KeyRange;
import io.quorate.kernel.state.RunningHash;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Adds up ranges of one pinned state, a piece at a time. Thread: any one at a time. */
public final class RangeScan implements AutoCloseable {
    /** Keys of a range that are remembered as places to divide it at, at most. */
    private static final int MAX_SAMPLES = 128;

    private final StoreSnapshot snapshot;
    private final List<KeyRange> ranges;
    private final List<Check.RangeSum> sums = new ArrayList<>();
    private final List<List<byte[]>> samples = new ArrayList<>();
    private RowCursor cursor;
    private RunningHash hash = new RunningHash();
    private List<byte[]> sampled = new ArrayList<>();
    private long rows;
    private long stride = 1;

    /** Owns the snapshot. */
    public RangeScan(StoreSnapshot snapshot, List<KeyRange> ranges) {
        this.snapshot = snapshot;
        this.ranges = ranges;
        this.cursor = open(0);
    }

    private RowCursor open(int range) {
        KeyRange keys = ranges.get(range);
        return snapshot.scan(keys.from(), keys.end());
    }

    /**
     * Goes over some more rows; false when all are through.
     *
     * @throws io.quorate.storage.DamagedStateException a row is damaged
     */
    public boolean advance(int maxRows) {
        for (int i = 0; i < maxRows; i++) {
            if (cursor.next()) {
                add(cursor.key(), cursor.value());
            } else if (!nextRange()) {
                return false;
            }
        }
        return true;
    }

    private void add(byte[] key, byte[] value) {
        hash.add(key);
        hash.add(value);
        if (rows % stride == 0) {
            sampled.add(key);
            if (sampled.size() == MAX_SAMPLES) {
                thin();
            }
        }
        rows++;
    }

    private void thin() {
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < sampled.size(); i += 2) {
            kept.add(sampled.get(i));
        }
        sampled = kept;
        stride *= 2;
    }

    private boolean nextRange() {
        cursor.close();
        sums.add(new Check.RangeSum(rows, hash.value()));
        samples.add(sampled);
        hash = new RunningHash();
        sampled = new ArrayList<>();
        rows = 0;
        stride = 1;
        if (sums.size() == ranges.size()) {
            return false;
        }
        cursor = open(sums.size());
        return true;
    }

    /** What was found, once all rows are through. */
    public Check.Report report() {
        return new Check.Report(snapshot.mark().index(), List.copyOf(sums), "");
    }

    /** Keys of a range at about equal distances, its first one among them. */
    public List<byte[]> samples(int range) {
        return samples.get(range);
    }

    @Override
    public void close() {
        cursor.close();
        snapshot.close();
    }
}
