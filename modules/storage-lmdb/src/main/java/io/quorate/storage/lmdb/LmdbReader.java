package io.quorate.storage.lmdb;

import io.quorate.storage.Row;
import io.quorate.storage.StateStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.GetOp;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/**
 * One read transaction: the file as it was at one moment. While it is held, LMDB cannot reuse the pages that it sees.
 *
 * <p>Thread: any; locked, since a store closes the readers of its snapshots, and a touch of the map after that would end
 * the process. Everything is copied out under the lock and no native cursor outlives a call.
 */
final class LmdbReader implements AutoCloseable {
    /** A page of rows ends with the row that reaches this many bytes. */
    private static final int PAGE_BYTES = 64 << 10;

    /**
     * Neighbouring rows.
     *
     * @param last whether no row of the range comes after them
     */
    record Page(List<Row> rows, boolean last) {}

    private final LmdbFile file;
    private final Txn<ByteBuffer> txn;
    private final Consumer<LmdbReader> onClose;
    private final ByteBuffer keyBuffer = LmdbFile.keyBuffer();
    private boolean closed;

    LmdbReader(LmdbFile file, Txn<ByteBuffer> txn, Consumer<LmdbReader> onClose) {
        this.file = file;
        this.txn = txn;
        this.onClose = onClose;
    }

    synchronized byte @Nullable [] get(byte[] key) {
        requireOpen();
        if (key.length == 0 || key.length > StateStore.MAX_KEY_BYTES) {
            return null;
        }
        try {
            return file.get(txn, file.rows(), keyBuffer, key);
        } catch (LmdbException e) {
            throw file.failure("read", e);
        } catch (InternalError e) {
            throw file.unreadable(e);
        }
    }

    /** Whether there is such a row, sound or not. */
    synchronized boolean contains(byte[] key) {
        requireOpen();
        if (key.length == 0 || key.length > StateStore.MAX_KEY_BYTES) {
            return false;
        }
        try {
            return file.rows().get(txn, LmdbFile.fill(keyBuffer, key)) != null;
        } catch (LmdbException e) {
            throw file.failure("read", e);
        } catch (InternalError e) {
            throw file.unreadable(e);
        }
    }

    /**
     * The rows with {@code from <= key < to}, at most {@code maxRows}.
     *
     * @param after leaves out the row of key {@code from}
     * @param to null for no upper end
     */
    synchronized Page page(byte[] from, boolean after, byte @Nullable [] to, int maxRows) {
        requireOpen();
        try (Cursor<ByteBuffer> cursor = file.rows().openCursor(txn)) {
            List<Row> rows = new ArrayList<>();
            boolean found = seek(cursor, from, after);
            for (int bytes = 0; found && rows.size() < maxRows && bytes < PAGE_BYTES; found = cursor.next()) {
                byte[] key = copy(cursor.key());
                if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                    return new Page(rows, true);
                }
                byte[] value = StoredValue.read(key, cursor.val(), file.path());
                rows.add(new Row(key, value));
                bytes += key.length + value.length;
            }
            return new Page(rows, !found);
        } catch (LmdbException e) {
            throw file.failure("read", e);
        } catch (InternalError e) {
            throw file.unreadable(e);
        }
    }

    private boolean seek(Cursor<ByteBuffer> cursor, byte[] from, boolean after) {
        if (from.length == 0) {
            return cursor.first();
        }
        // No key lies between a longer bound and its first MAX_KEY_BYTES bytes, which the bound itself leaves out.
        boolean cut = from.length > StateStore.MAX_KEY_BYTES;
        byte[] start = cut ? Arrays.copyOf(from, StateStore.MAX_KEY_BYTES) : from;
        boolean found = cursor.get(LmdbFile.fill(keyBuffer, start), GetOp.MDB_SET_RANGE);
        if (found && (after || cut) && Arrays.equals(copy(cursor.key()), start)) {
            return cursor.next();
        }
        return found;
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Moves to the file as it is now. */
    synchronized void renew() {
        requireOpen();
        try {
            txn.reset();
            txn.renew();
        } catch (LmdbException e) {
            throw file.failure("read", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store or snapshot of " + file.path() + " is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            txn.close();
            onClose.accept(this);
        }
    }
}
