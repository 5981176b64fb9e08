package io.quorate.storage;

import org.jspecify.annotations.Nullable;

/** All rows of a store at one mark. Thread: any one thread at a time. Holds resources of the store until closed. */
public interface StoreSnapshot extends AutoCloseable {
    AppliedMark mark();

    /** Rows with {@code from <= key < to} in key order; {@code to} null for no upper end. */
    RowCursor scan(byte[] from, byte @Nullable [] to);

    @Override
    void close();
}
