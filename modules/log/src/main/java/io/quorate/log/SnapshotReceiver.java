package io.quorate.log;

import java.util.Iterator;

/**
 * What a listener does with a snapshot that comes in: it may answer a chunk, and so spare the other side what it has itself. Holds
 * resources until closed. Thread: any one thread at a time.
 */
public interface SnapshotReceiver extends AutoCloseable {
    /** Longest answer, in bytes. */
    int MAX_ANSWER_BYTES = 4 * 1024;

    /**
     * Answers a chunk, for {@link SnapshotReader#next} on the other side. Each is given once, in order; its bytes are kept for
     * {@link #install}. Blocks for the disk, throws nothing, and is called in the background.
     *
     * @return at most {@link #MAX_ANSWER_BYTES}
     */
    byte[] take(byte[] chunk);

    /**
     * Replaces the whole state by the other side's, at once and durably; nothing has changed when it fails. Blocks for the disk. On
     * the apply executor.
     *
     * @param index last entry that the state contains
     * @param term of that entry
     * @param chunks all that were taken, in order
     * @return false when another snapshot is needed, which may succeed where this one did not
     */
    boolean install(long index, long term, Iterator<byte[]> chunks);

    @Override
    void close();
}
