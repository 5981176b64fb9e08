package io.quorate.storage.lmdb;

import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/** What all rows come to, in their order, as nodes compare them. */
final class RowSum {
    private static final byte[] START = {};

    private RowSum() {}

    /** Over a scan, which throws when it meets damage. */
    static byte[] of(StateStore store) {
        MessageDigest sum = sha256();
        try (RowCursor cursor = store.scan(START, null)) {
            while (cursor.next()) {
                add(sum, cursor.key(), cursor.value());
            }
        }
        return sum.digest();
    }

    /** Of rows in the order of a store. */
    static byte[] of(Map<byte[], byte[]> rows) {
        MessageDigest sum = sha256();
        rows.forEach((key, value) -> add(sum, key, value));
        return sum.digest();
    }

    private static void add(MessageDigest sum, byte[] key, byte[] value) {
        sum.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(key.length)
                .putInt(value.length)
                .flip());
        sum.update(key);
        sum.update(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has SHA-256", absent);
        }
    }
}
