package io.quorate.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** What writer and reader agree on. */
final class BackupFormat {
    static final byte[] MAGIC = "Quorate\u001a".getBytes(StandardCharsets.US_ASCII);

    static final int FORMAT = 1;

    static final int BLOCK = 1;
    static final int TRAILER = 2;

    static final int KIND_BYTES = 1;
    static final int CRC_BYTES = Integer.BYTES;
    static final int DIGEST_BYTES = 32;

    /** Magic, format and length of the fields. */
    static final int PREFIX_BYTES = MAGIC.length + 1 + Integer.BYTES;

    /** Behind the kind of a block: number, rows, raw length, length. */
    static final int BLOCK_HEAD_BYTES = 4 * Integer.BYTES;

    /** Behind the kind of a trailer: all but the checksum. */
    static final int TRAILER_BYTES = Integer.BYTES + 2 * Long.BYTES + DIGEST_BYTES;

    /** Longest header in bytes. */
    static final int MAX_HEADER_BYTES = 64 * 1024;

    /** What does not shrink grows by less than this. */
    static final int MAX_DEFLATED_BYTES = BackupWriter.MAX_PART_BYTES + 64 * 1024;

    private BackupFormat() {}

    static int checksum(byte[]... pieces) {
        CRC32C crc = new CRC32C();
        for (byte[] piece : pieces) {
            crc.update(piece, 0, piece.length);
        }
        return (int) crc.getValue();
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
