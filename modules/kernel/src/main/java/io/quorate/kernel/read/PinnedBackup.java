package io.quorate.kernel.read;

import io.quorate.codec.ByteSink;
import io.quorate.kernel.state.BackupScope;
import io.quorate.kernel.state.StateCopy;
import io.quorate.recipe.system.SystemQuery.BackupPart;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;

/** A pinned state that is read part by part; holds the store's resources until closed. After an error it is of no use. */
final class PinnedBackup implements AutoCloseable {
    private static final byte[] FIRST_KEY = {};

    /** Keys and values that are looked at for one part, whether they are taken or not. */
    private static final int MAX_LOOKED_BYTES = 1024 * 1024;

    /** What looking at a row costs beside its bytes, in bytes. */
    private static final int ROW_COST_BYTES = 64;

    private final StoreSnapshot snapshot;
    private final BackupScope scope;
    private final int enough;
    private final RowCursor rows;
    private boolean more;

    private int given;
    private BackupPart last = new BackupPart(new byte[0], 0, false);

    private PinnedBackup(StoreSnapshot snapshot, BackupScope scope, int enough) {
        this.snapshot = snapshot;
        this.scope = scope;
        this.enough = enough;
        this.rows = snapshot.scan(FIRST_KEY, null);
        this.more = rows.next();
    }

    /**
     * Closes the snapshot when it cannot be read, or else with the backup.
     *
     * @param enough bytes of rows after which a part is full; a row that is larger is a part by itself
     */
    static PinnedBackup of(StoreSnapshot snapshot, BackupScope scope, int enough) {
        try {
            return new PinnedBackup(snapshot, scope, enough);
        } catch (RuntimeException unreadable) {
            snapshot.close();
            throw unreadable;
        }
    }

    /** How many parts were read. */
    int given() {
        return given;
    }

    /** The part that was read last, for who has not got it. */
    BackupPart last() {
        return last;
    }

    /** The next part; not to be asked for behind the last one. */
    BackupPart next() {
        last = read();
        given++;
        return last;
    }

    private BackupPart read() {
        ByteSink body = new ByteSink(enough);
        int count = 0;
        int looked = 0;
        while (more && looked < MAX_LOOKED_BYTES) {
            byte[] key = rows.key();
            byte[] value = rows.value();
            int size = key.length + value.length;
            if (count > 0 && body.size() + size > enough) {
                break;
            }
            looked += size + ROW_COST_BYTES;
            if (scope.takes(key, value)) {
                body.bytes(key).bytes(value);
                count++;
            }
            more = rows.next();
        }
        return new BackupPart(StateCopy.chunk(count, body), count, !more);
    }

    @Override
    public void close() {
        rows.close();
        snapshot.close();
    }
}
