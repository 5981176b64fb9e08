package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import io.quorate.storage.SortedRows;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreException;
import io.quorate.storage.StoreSnapshot;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A store in one LMDB file that is never waited for: writes go to a live generation in memory, which is frozen at a
 * batch's end when it reaches its limits or on {@link #flush()}, and written by a thread of the store in one transaction
 * with its mark. What is written and removed again within a generation costs the disk nothing. The open batch is a small
 * layer of its own, so that a row that each command of an entry changes goes into the large one once.
 *
 * <p>{@link #commit} blocks only when a full generation waits for another one to be written. {@link #durable()} follows a
 * flush once the next one is in the file, and {@link #flush()} syncs it, so that an idle store becomes durable too. A
 * flush that fails is thrown by the next {@code commit}, {@code flush} or {@code close}.
 *
 * <p>Every value is checked against its CRC32C when read; a damaged one is never returned. A cursor does not survive the
 * next write or flush. Snapshots may be read on another thread; they keep the file from reusing space, so hold them for
 * seconds, not hours. Needs {@code --add-opens} of {@code java.nio} and {@code sun.nio.ch} to lmdbjava.
 */
public final class LmdbStateStore implements StateStore {
    private record Snapshot(AppliedMark mark, View view) implements StoreSnapshot {
        @Override
        public RowCursor scan(byte[] from, byte @Nullable [] to) {
            return view.scan(from, to);
        }

        @Override
        public void close() {
            view.file().close();
        }
    }

    private final LmdbFile file;
    private final LmdbOptions options;
    private final Flusher flusher;
    private final LmdbReader reader;

    /** What {@link #reader} surely sees; it may see more, which then is in {@link #view} as well. */
    private AppliedMark readerMark;

    private Generation frozen = Generation.NONE;

    /** Given to the flusher as it was, while its rows stay live: the file may hold them before the reader sees them. */
    private Generation requested = Generation.NONE;

    private Generation committed;

    /** Writes of the open batch. */
    private SortedRows open = SortedRows.EMPTY;

    /** What lies below the open batch: {@code committed}, {@code frozen}, {@code reader}. */
    private View view;

    private boolean closed;

    private LmdbStateStore(LmdbFile file, LmdbOptions options) {
        this.file = file;
        this.options = options;
        flusher = new Flusher(file);
        reader = file.reader();
        readerMark = file.openedAt();
        committed = new Generation(SortedRows.EMPTY, file.openedAt());
        view = new View(SortedRows.EMPTY, SortedRows.EMPTY, reader);
        flusher.start();
    }

    /**
     * Opens the store in a directory, which is created when absent and belongs to this store alone. Blocks for the disk.
     *
     * @throws StoreException the directory or its file cannot be used; the message tells why and what to do
     */
    public static LmdbStateStore open(Path directory, LmdbOptions options) {
        return new LmdbStateStore(LmdbFile.open(directory, options.mapBytes()), options);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Row row = open.find(key);
        return row == null ? view.get(key) : row.value();
    }

    @Override
    public RowCursor scan(byte[] from, byte @Nullable [] to) {
        return open.scan(from, to, view.scan(from, to));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        open = open.with(key, value);
    }

    @Override
    public void delete(byte[] key) {
        open = open.with(key, null);
    }

    @Override
    public void commit(AppliedMark mark) {
        requireUsable();
        mark.requireAbove(applied());
        committed = new Generation(withoutTraces(open.over(committed.rows())), mark);
        open = SortedRows.EMPTY;
        layer();
        if (isFull(committed.rows())) {
            flusher.awaitIdle();
            settle();
            freeze(false);
        } else {
            settle();
        }
    }

    /** A deletion of what is not in the file and will not come there need not be remembered. */
    private SortedRows withoutTraces(SortedRows all) {
        SortedRows[] rest = {all};
        open.forEach(row -> {
            byte[] key = row.key();
            if (row.value() == null
                    && frozen.rows().find(key) == null
                    && requested.rows().find(key) == null
                    && reader.get(key) == null) {
                rest[0] = rest[0].without(key);
            }
        });
        return rest[0];
    }

    private boolean isFull(SortedRows rows) {
        return rows.heapBytes() >= options.generationBytes() || rows.size() >= options.generationRows();
    }

    @Override
    public void flush() {
        requireUsable();
        if (durable().equals(applied())) {
            return;
        }
        boolean idle = flusher.idle();
        settle();
        if (idle && !hasOpenBatch()) {
            freeze(true);
        } else {
            requested = committed;
            flusher.request(requested);
        }
    }

    /** Puts the committed rows, all that are live, behind the flusher and starts an empty generation. */
    private void freeze(boolean sync) {
        frozen = committed;
        committed = new Generation(SortedRows.EMPTY, frozen.mark());
        layer();
        flusher.handOver(frozen, sync);
    }

    /** Drops a frozen generation that is in the file; the reader moves first, so that no read misses its rows. */
    private void settle() {
        AppliedMark flushed = flusher.flushed();
        if (flushed.index() > readerMark.index()) {
            reader.renew();
            readerMark = flushed;
            if (frozen.mark().index() <= flushed.index()) {
                frozen = Generation.NONE;
                layer();
            }
            if (requested.mark().index() <= flushed.index()) {
                requested = Generation.NONE;
            }
        }
    }

    private void layer() {
        view = new View(committed.rows(), frozen.rows(), reader);
    }

    @Override
    public AppliedMark applied() {
        return committed.mark();
    }

    @Override
    public AppliedMark durable() {
        return flusher.durable();
    }

    @Override
    public void replace(RowCursor rows, AppliedMark mark) {
        requireUsable();
        flusher.awaitIdle();
        file.replace(rows, mark);
        flusher.replaced(mark);
        reader.renew();
        readerMark = mark;
        frozen = Generation.NONE;
        requested = Generation.NONE;
        committed = new Generation(SortedRows.EMPTY, mark);
        open = SortedRows.EMPTY;
        layer();
    }

    /**
     * Copies what is in the file, which may lag behind {@link #applied()}, to a file of the same name in an empty directory.
     * Blocks for the disk.
     */
    public void copyTo(Path directory) {
        file.copyTo(directory);
    }

    @Override
    public StoreSnapshot snapshot() {
        requireUsable();
        if (hasOpenBatch()) {
            throw new IllegalStateException("a snapshot needs the open batch to be committed first");
        }
        settle();
        return new Snapshot(committed.mark(), new View(committed.rows(), frozen.rows(), file.reader()));
    }

    private boolean hasOpenBatch() {
        return open.size() > 0;
    }

    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException("the store of " + file.path() + " is closed");
        }
        flusher.requireSound();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            flusher.request(committed);
            flusher.close();
        } finally {
            file.close();
        }
    }

    /** Blocks until every flush that was started is in the file. */
    void awaitFlushed() {
        flusher.awaitIdle();
    }

    /** Mark of the last generation that is in the file. */
    AppliedMark flushed() {
        return flusher.flushed();
    }

    LmdbFile file() {
        return file;
    }
}
