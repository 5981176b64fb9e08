package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Thread: one at a time; never interrupt a thread that is inside. Blocking: by the disk. */
public interface DiskFile extends AutoCloseable {
    long size() throws IOException;

    /** Fills the buffer from {@code position}; returns the bytes read, fewer only at the end of the file. */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes the whole buffer at {@code position}; not durable before {@link #sync()}. */
    void write(ByteBuffer from, long position) throws IOException;

    /** Makes every write so far durable (fdatasync). After an exception nothing is known of any write since the last. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
