package io.quorate.log;

import java.nio.ByteBuffer;

/** A pinned state being sent. Thread: any one thread at a time. Holds resources until closed. */
public interface SnapshotReader extends AutoCloseable {
    SnapshotHeader header();

    /** Fills the buffer with the next bytes; false when none are left. */
    boolean read(ByteBuffer chunk);

    @Override
    void close();
}
