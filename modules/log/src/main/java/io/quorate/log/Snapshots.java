package io.quorate.log;

import java.util.Iterator;

/** A listener's whole state as bytes, to bring up a member that lags behind the first entry of the log. On the apply executor. */
public interface Snapshots {
    /** The state as it is now. */
    SnapshotReader open();

    /**
     * Replaces the whole state by one that {@link SnapshotReader} gave on another member, at once and durably; nothing has
     * changed when it fails. Blocks for the disk.
     *
     * @param index last entry that the state contains
     * @param term of that entry
     * @param chunks in order, as the reader gave them
     */
    void install(long index, long term, Iterator<byte[]> chunks);
}
