package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.log.SnapshotReader;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreSnapshot;
import java.util.Iterator;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The whole state as bytes.
 *
 * <pre>
 * chunk: format u8 | rows u32 | rows, each key bytes and value bytes | crc32c u32 of all before it
 * </pre>
 */
public final class StateCopy {
    private static final int FORMAT = 1;

    private static final int CRC_BYTES = Integer.BYTES;
    private static final byte[] FIRST_KEY = {};

    private StateCopy() {}

    /**
     * Reads a pinned state; closes it when closed.
     *
     * @param enough bytes of rows in a chunk; a larger row has a chunk of its own
     */
    public static SnapshotReader reader(StoreSnapshot snapshot, int enough) {
        return new Reader(snapshot, enough);
    }

    /**
     * The rows that a reader gave.
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
        byte[] all = new ByteSink(rows.size() + 8)
                .u8(FORMAT)
                .i32(count)
                .raw(rows.toByteArray())
                .toByteArray();
        return new ByteSink(all.length + CRC_BYTES)
                .raw(all)
                .i32(checksum(all, all.length))
                .toByteArray();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static final class Reader implements SnapshotReader {
        private final StoreSnapshot snapshot;
        private final RowCursor rows;
        private final int enough;
        private boolean more;

        Reader(StoreSnapshot snapshot, int enough) {
            this.snapshot = snapshot;
            this.enough = enough;
            this.rows = snapshot.scan(FIRST_KEY, null);
            this.more = rows.next();
        }

        @Override
        public long index() {
            return snapshot.mark().index();
        }

        @Override
        public long term() {
            return snapshot.mark().term();
        }

        @Override
        public Optional<byte[]> next() {
            if (!more) {
                return Optional.empty();
            }
            ByteSink body = new ByteSink(enough);
            int count = 0;
            int bytes = 0;
            while (more && (count == 0 || bytes + rowBytes() <= enough)) {
                bytes += rowBytes();
                body.bytes(rows.key()).bytes(rows.value());
                count++;
                more = rows.next();
            }
            return Optional.of(chunk(count, body));
        }

        private int rowBytes() {
            return rows.key().length + rows.value().length;
        }

        @Override
        public void close() {
            rows.close();
            snapshot.close();
        }
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
            int length = bytes.length - CRC_BYTES;
            if (length < 0 || new ByteSource(bytes, length, CRC_BYTES).i32() != checksum(bytes, length)) {
                throw new CodecException("a part of a snapshot is damaged: its checksum does not match");
            }
            chunk = new ByteSource(bytes, 0, length);
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
