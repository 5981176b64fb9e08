package io.quorate.log;

import java.util.Optional;

/** A pinned state being sent. Thread: any one thread at a time. Holds resources until closed. */
public interface SnapshotReader extends AutoCloseable {
    /** Most bytes of a chunk. */
    int MAX_CHUNK_BYTES = 2 * 1024 * 1024;

    /** Last entry that the state contains. */
    long index();

    /** Term of that entry. */
    long term();

    /**
     * The next 1 to {@link #MAX_CHUNK_BYTES} bytes; empty when none are left. The same answers are followed by the same bytes.
     *
     * @param answer what {@link SnapshotReceiver#take} said to the chunk before; empty for the first
     * @throws IllegalStateException the state cannot be read, be it damaged or closed
     */
    Optional<byte[]> next(byte[] answer);

    @Override
    void close();
}
