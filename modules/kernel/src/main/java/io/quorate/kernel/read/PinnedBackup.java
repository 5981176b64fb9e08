package io.quorate.kernel.read;

import io.quorate.codec.ByteSink;
import io.quorate.kernel.state.BackupScope;
import io.quorate.kernel.state.StateCopy;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A pinned state that is read part by part; holds the store's resources until closed. After an error it is of no use. Thread: any one
 * at a time, which may block for the disk; closing counts.
 */
final class PinnedBackup implements AutoCloseable {
    private static final byte[] FIRST_KEY = {};

    /** Keys and values that are looked at for one part, whether they are taken or not. */
    private static final int MAX_LOOKED_BYTES = 1024 * 1024;

    /** What looking at a row costs beside its bytes, in bytes. */
    private static final int ROW_COST_BYTES = 64;

    /** What came of reading a part. */
    sealed interface Outcome {
        /** The part, or throws what reading it threw. */
        BackupPart get();

        /** It was read. */
        record Part(BackupPart get) implements Outcome {}

        /** It could not be read.
         *
         * @param why unchecked
         */
        record Failure(Throwable why) implements Outcome {
            @Override
            public BackupPart get() {
                if (why instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) why;
            }
        }
    }

    private final StoreSnapshot snapshot;
    private final BackupScope scope;
    private final int enough;
    private @Nullable RowCursor rows;
    private boolean more;

    /**
     * Owns the snapshot.
     *
     * @param enough bytes of rows after which a part is full; a row that is larger is a part by itself
     */
    PinnedBackup(StoreSnapshot snapshot, BackupScope scope, int enough) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.enough = enough;
    }

    /** Reads the next part; not to be asked for behind the last one. */
    Outcome next() {
        try {
            return new Outcome.Part(read());
        } catch (RuntimeException | Error failure) {
            return new Outcome.Failure(failure);
        }
    }

    private BackupPart read() {
        RowCursor from = begun();
        ByteSink body = new ByteSink(enough);
        int count = 0;
        int looked = 0;
        while (more && looked < MAX_LOOKED_BYTES) {
            byte[] key = from.key();
            byte[] value = from.value();
            int size = key.length + value.length;
            if (count > 0 && body.size() + size > enough) {
                break;
            }
            looked += size + ROW_COST_BYTES;
            if (scope.takes(key, value)) {
                body.bytes(key).bytes(value);
                count++;
            }
            more = from.next();
        }
        return new BackupPart(StateCopy.chunk(count, body), count, !more);
    }

    /** The cursor, on a row while there is {@link #more}. */
    private RowCursor begun() {
        if (rows == null) {
            rows = snapshot.scan(FIRST_KEY, null);
            more = rows.next();
        }
        return rows;
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
        snapshot.close();
    }
}
