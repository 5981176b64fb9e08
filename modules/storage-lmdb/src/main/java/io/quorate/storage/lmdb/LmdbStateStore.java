package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.Row;
import io.quorate.storage.RowCursor;
import io.quorate.storage.RowMap;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreException;
import io.quorate.storage.StoreSnapshot;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store in one LMDB file that is never waited for: writes go to a live generation in memory, which is frozen at a
 * batch's end when it is large enough for a flush, and for {@link #flush()} and {@link #snapshot()}. Frozen ones are written by a
 * thread of the store, each with its mark in one transaction. What is written and removed again within a generation costs the
 * disk nothing. How large they become follows from how long flushes take ({@link FlushPace}).
 *
 * <p>{@link #commit} blocks only when as much as two of the largest generations wait to be written. {@link #durable()} follows a
 * flush once the next one is in the file, and {@link #flush()} syncs it, so that an idle store becomes durable too. A
 * flush that fails is thrown by the next {@code commit}, {@code flush} or {@code close}.
 *
 * <p>Every value is checked against its CRC32C when read; a damaged one is never returned. A cursor does not survive the
 * next write or flush. Snapshots may be read on another thread; they keep the file from reusing space, so hold them for
 * seconds, not hours. Needs {@code --add-opens} of {@code java.nio} and {@code sun.nio.ch} to lmdbjava.
 */
public final class LmdbStateStore implements StateStore {
    /** Frozen generations at a time: each is one more place to look for a row. */
    private static final int MAX_FROZEN = 8;

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
    private final FlushPace pace;
    private final Flusher flusher;
    private final LmdbReader reader;

    /** What {@link #reader} surely sees; it may see more, which then is in {@link #frozen} as well. */
    private AppliedMark readerMark;

    /** Writes since the last freeze, those of the open batch included. */
    private RowMap live = new RowMap();

    private AppliedMark applied;
    private boolean openBatch;

    /** Oldest first. */
    private final Deque<Generation> frozen = new ArrayDeque<>();

    /** What lies below {@link #live}. */
    private View below;

    private boolean closed;

    private LmdbStateStore(LmdbFile file, LmdbOptions options) {
        this.file = file;
        this.options = options;
        pace = new FlushPace(options.generationBytes());
        flusher = new Flusher(file, pace);
        reader = file.reader();
        readerMark = file.openedAt();
        applied = file.openedAt();
        below = new View(List.of(), reader);
        flusher.start();
    }

    /**
     * Opens the store in a directory, which is created when absent and belongs to this store alone. Blocks for the disk.
     *
     * @throws StoreException the directory or its file cannot be used; the message tells why and what to do
     */
    public static LmdbStateStore open(Path directory, LmdbOptions options) {
        return open(directory, options, FileSteps.DIRECT);
    }

    /** The same, with whoever stands between the store and its file. */
    public static LmdbStateStore open(Path directory, LmdbOptions options, FileSteps steps) {
        return new LmdbStateStore(LmdbFile.open(directory, options.mapBytes(), steps), options);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Row row = live.find(key);
        return row == null ? below.get(key) : row.value();
    }

    @Override
    public RowCursor scan(byte[] from, byte @Nullable [] to) {
        return live.scan(from, to, below.scan(from, to));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        openBatch = true;
        live.put(key, value);
    }

    /** A deletion of what is neither in the file nor on its way there need not be remembered. */
    @Override
    public void delete(byte[] key) {
        openBatch = true;
        if (below.contains(key)) {
            live.put(key, null);
        } else {
            live.remove(key);
        }
    }

    @Override
    public void commit(AppliedMark mark) {
        requireUsable();
        mark.requireAbove(applied);
        applied = mark;
        openBatch = false;
        settle();
        boolean isLarge = live.heapBytes() >= options.generationBytes() || live.size() >= options.generationRows();
        if (isLarge || (live.heapBytes() >= pace.bytes() && flusher.idle())) {
            freeze();
        }
        while (fullPercent() >= 100 && !frozen.isEmpty()) {
            awaitOldest();
        }
    }

    /** Puts the live rows behind the flusher and starts an empty generation. */
    private void freeze() {
        while (frozen.size() >= MAX_FROZEN) {
            awaitOldest();
        }
        Generation generation = new Generation(live, applied);
        frozen.addLast(generation);
        live = new RowMap();
        layer();
        flusher.write(generation);
    }

    private void awaitOldest() {
        flusher.awaitFlushed(frozen.getFirst().mark());
        settle();
    }

    /** Drops frozen generations that are in the file; the reader moves first, so that no read misses their rows. */
    private void settle() {
        AppliedMark flushed = flusher.flushed();
        if (flushed.index() > readerMark.index()) {
            reader.renew();
            readerMark = flushed;
            while (!frozen.isEmpty() && frozen.getFirst().mark().index() <= flushed.index()) {
                frozen.removeFirst();
            }
            layer();
        }
    }

    private void layer() {
        below = below(reader);
    }

    private View below(LmdbReader of) {
        Generation[] newestFirst = new Generation[frozen.size()];
        int at = newestFirst.length;
        for (Generation generation : frozen) {
            at--;
            newestFirst[at] = generation;
        }
        return new View(List.of(newestFirst), of);
    }

    @Override
    public void flush() {
        requireUsable();
        requireNoBatch("flush");
        if (durable().equals(applied)) {
            return;
        }
        settle();
        freezeUnwritten();
        flusher.sync();
    }

    private void freezeUnwritten() {
        AppliedMark given = frozen.isEmpty() ? readerMark : frozen.getLast().mark();
        if (applied.index() > given.index()) {
            freeze();
        }
    }

    @Override
    public int fullPercent() {
        long bytes = live.heapBytes();
        long rows = live.size();
        for (Generation generation : frozen) {
            bytes += generation.rows().heapBytes();
            rows += generation.rows().size();
        }
        long most =
                Math.max(bytes * 100 / (2 * options.generationBytes()), rows * 100 / (2L * options.generationRows()));
        return (int) Math.min(100, most);
    }

    @Override
    public AppliedMark applied() {
        return applied;
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
        frozen.clear();
        live = new RowMap();
        applied = mark;
        openBatch = false;
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
        requireNoBatch("snapshot");
        settle();
        if (!live.isEmpty()) {
            freeze();
        }
        return new Snapshot(applied, below(file.reader()));
    }

    private void requireNoBatch(String what) {
        if (openBatch) {
            throw new IllegalStateException("a " + what + " needs the open batch to be committed first");
        }
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
            if (!openBatch) {
                freezeUnwritten();
            }
            flusher.sync();
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
