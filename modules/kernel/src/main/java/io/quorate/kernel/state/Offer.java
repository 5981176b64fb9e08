package io.quorate.kernel.state;

import io.quorate.codec.ByteSink;
import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import io.quorate.kernel.Sha256;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one node has in neighbouring ranges of keys: whoever has the same there need not be sent it.
 *
 * <pre>
 * kind u8 | first key | ranges u8 | ranges, each first key behind it, rows i64, hash 16 bytes | crc32c u32 of all before it
 * </pre>
 *
 * <p>The answer is a bit set, the lowest bit of the first byte for the first range: which of them the other side has too. An
 * empty one says that it has nothing at all, and that more need not be offered.
 *
 * @param ranges each begins where the one before ends
 */
record Offer(List<Range> ranges) {
    /** In one offer, so that what is read for one is a few MiB: the disk is read where other work waits. */
    static final int MAX_RANGES = 16;

    /** Not a chunk of rows. */
    static final int KIND = 2;

    private static final int HASH_BYTES = 16;

    /**
     * The rows of one node between two keys.
     *
     * @param hash of keys and values: other rows with the same one are not known to exist
     */
    record Range(KeyRange keys, long rows, byte[] hash) {
        boolean hasSameAs(Range other) {
            return rows == other.rows && Arrays.equals(hash, other.hash);
        }
    }

    /** Adds up the rows of a range. */
    static final class Sum {
        private final MessageDigest digest = Sha256.digest();
        private final ByteSink lengths = new ByteSink(2 * Integer.BYTES);
        private long rows;

        void add(byte[] key, byte[] value) {
            lengths.clear();
            digest.update(lengths.i32(key.length).i32(value.length).toByteArray());
            digest.update(key);
            digest.update(value);
            rows++;
        }

        long rows() {
            return rows;
        }

        /** Ends the sum. */
        Range of(KeyRange keys) {
            return new Range(keys, rows, Arrays.copyOf(digest.digest(), HASH_BYTES));
        }

        /** At most so many rows of a cursor and one more, with which it is another sum. */
        void addUpTo(long most, RowCursor cursor) {
            while (rows <= most && cursor.next()) {
                add(cursor.key(), cursor.value());
            }
        }
    }

    byte[] from() {
        return ranges.get(0).keys().from();
    }

    /** Those that an answer names, or those that it does not. */
    List<KeyRange> named(byte[] answer, boolean named) {
        List<KeyRange> found = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            boolean set = i / Byte.SIZE < answer.length && (answer[i / Byte.SIZE] >> (i % Byte.SIZE) & 1) == 1;
            if (set == named) {
                found.add(ranges.get(i).keys());
            }
        }
        return found;
    }

    byte[] encode() {
        ByteSink to = new ByteSink().u8(KIND).bytes(from()).u8(ranges.size());
        for (Range range : ranges) {
            to.bytes(range.keys().to()).i64(range.rows()).raw(range.hash());
        }
        return StateCopy.sealed(to);
    }

    static boolean is(byte[] chunk) {
        return chunk.length > 0 && chunk[0] == KIND;
    }

    /** @throws CodecException when the bytes are no offer */
    static Offer decode(byte[] chunk) {
        ByteSource from = StateCopy.unsealed(chunk);
        int kind = from.u8();
        byte[] first = from.bytes(StateStore.MAX_KEY_BYTES);
        int count = from.u8();
        if (kind != KIND || count == 0 || count > MAX_RANGES) {
            throw new CodecException("kind " + kind + " with " + count + " ranges is no offer of 1 to " + MAX_RANGES);
        }
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] to = from.bytes(StateStore.MAX_KEY_BYTES);
            ranges.add(new Range(new KeyRange(first, to), from.i64(), from.raw(HASH_BYTES)));
            first = to;
        }
        from.expectEnd();
        return new Offer(ranges);
    }
}
