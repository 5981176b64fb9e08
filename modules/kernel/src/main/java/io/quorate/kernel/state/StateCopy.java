package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.log.SnapshotReader;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import java.util.Iterator;
import java.util.zip.CRC32C;

/**
 * A state as bytes.
 *
 * <pre>
 * chunk: format u8 | rows u32 | rows, each key bytes and value bytes | crc32c u32 of all before it
 * </pre>
 *
 * <p>What one node sends another has {@link Offer}s in between, whose first byte is another one.
 */
public final class StateCopy {
    private static final int FORMAT = 1;

    private static final int CRC_BYTES = Integer.BYTES;
    private static final byte[] FIRST_KEY = {};

    private StateCopy() {}

    /**
     * Reads a pinned state for an {@link IncomingState}; closes it when closed.
     *
     * @param enough bytes of rows in a chunk, and in a range that is offered; a larger row has one of its own
     */
    public static SnapshotReader reader(StoreSnapshot snapshot, int enough) {
        return new StateReader(snapshot, enough);
    }

    /**
     * The rows of some chunks, which have nothing but rows.
     *
     * @throws CodecException from the cursor, when a chunk is damaged or of another format
     */
    public static RowCursor rows(Iterator<byte[]> chunks) {
        return new Rows(chunks);
    }

    /**
     * Rows as a chunk.
     *
     * @param rows each key bytes and value bytes
     */
    public static byte[] chunk(int count, ByteSink rows) {
        return sealed(new ByteSink(rows.size() + 16).u8(FORMAT).i32(count).raw(rows.toByteArray()));
    }

    /** With the checksum of all of it. */
    static byte[] sealed(ByteSink content) {
        byte[] all = content.toByteArray();
        return content.i32(checksum(all, all.length)).toByteArray();
    }

    /** @throws CodecException the checksum does not match */
    static ByteSource unsealed(byte[] chunk) {
        int length = chunk.length - CRC_BYTES;
        if (length < 0 || new ByteSource(chunk, length, CRC_BYTES).i32() != checksum(chunk, length)) {
            throw new CodecException("a part of a snapshot is damaged: its checksum does not match");
        }
        return new ByteSource(chunk, 0, length);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static final class Rows implements RowCursor {
        private static final int MAX_BYTES = 32 * 1024 * 1024;

        private final Iterator<byte[]> chunks;
        private ByteSource chunk = new ByteSource(new byte[0]);
        private int left;
        private byte[] key = FIRST_KEY;
        private byte[] value = FIRST_KEY;

        Rows(Iterator<byte[]> chunks) {
            this.chunks = chunks;
        }

        @Override
        public boolean next() {
            while (left == 0) {
                if (!chunks.hasNext()) {
                    return false;
                }
                open(chunks.next());
            }
            left--;
            key = chunk.bytes(MAX_BYTES);
            value = chunk.bytes(MAX_BYTES);
            return true;
        }

        private void open(byte[] bytes) {
            chunk = unsealed(bytes);
            int format = chunk.u8();
            if (format != FORMAT) {
                throw new CodecException("a snapshot of format " + format + ", this version reads format " + FORMAT
                        + ": upgrade the older node");
            }
            left = chunk.i32();
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void close() {}
    }
}
