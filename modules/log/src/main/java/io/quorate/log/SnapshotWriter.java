package io.quorate.log;

import java.nio.ByteBuffer;

/** A state being received beside the present one, which stays until {@link #commit()}. */
public interface SnapshotWriter extends AutoCloseable {
    void write(ByteBuffer chunk);

    /** Replaces the present state at once; durable on return. */
    void commit();

    /** Drops what was written, unless committed. */
    @Override
    void close();
}
