package io.quorate.storage;

import org.jspecify.annotations.Nullable;

/**
 * A store in memory with the durability of a disk that may lose its last transaction: what a crash leaves is asked for
 * with {@link #reopened}. Deterministic; taking an image costs nothing, whatever its size.
 *
 * <p>Time stands still here, so a flush is known to be durable when the next one begins: a caller that waits for
 * {@link #durable()} repeats {@link #flush()}.
 */
public final class MemoryStateStore implements StateStore {
    /** The rows at a batch's end. */
    private record Image(SortedRows rows, AppliedMark mark) implements StoreSnapshot {
        @Override
        public RowCursor scan(byte[] from, byte @Nullable [] to) {
            return rows.scan(from, to);
        }

        @Override
        public void close() {}
    }

    private SortedRows rows;
    private Image committed;
    private Image flushed;
    private volatile Image durable;

    public MemoryStateStore() {
        this(new Image(SortedRows.EMPTY, AppliedMark.NONE));
    }

    private MemoryStateStore(Image image) {
        rows = image.rows();
        committed = image;
        flushed = image;
        durable = image;
    }

    /**
     * The store that a process finds after a crash at this moment; this one is not to be used any more.
     *
     * @param lastFlushLost whether the flush that is not yet {@link #durable()} is lost
     */
    public MemoryStateStore reopened(boolean lastFlushLost) {
        return new MemoryStateStore(lastFlushLost ? durable : flushed);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return rows.get(key);
    }

    @Override
    public RowCursor scan(byte[] from, byte @Nullable [] to) {
        return rows.scan(from, to);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        rows = rows.with(key, value);
    }

    @Override
    public void delete(byte[] key) {
        rows = rows.without(key);
    }

    @Override
    public void commit(AppliedMark mark) {
        mark.requireAbove(applied());
        committed = new Image(rows, mark);
    }

    @Override
    public AppliedMark applied() {
        return committed.mark();
    }

    @Override
    public AppliedMark durable() {
        return durable.mark();
    }

    @Override
    public void flush() {
        requireNoBatch("flush");
        durable = flushed;
        flushed = committed;
    }

    @Override
    public StoreSnapshot snapshot() {
        requireNoBatch("snapshot");
        return committed;
    }

    private void requireNoBatch(String what) {
        if (rows != committed.rows()) {
            throw new IllegalStateException("a " + what + " needs the open batch to be committed first");
        }
    }

    /** Memory is all there is. */
    @Override
    public int fullPercent() {
        return 0;
    }

    @Override
    public void replace(RowCursor with, AppliedMark mark) {
        SortedRows received = SortedRows.EMPTY;
        while (with.next()) {
            received = received.with(with.key(), with.value());
        }
        rows = received;
        committed = new Image(received, mark);
        flushed = committed;
        durable = committed;
    }

    @Override
    public void close() {
        rows = committed.rows();
        flushed = committed;
        durable = committed;
    }
}
