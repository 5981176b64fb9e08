package io.quorate.storage.lmdb;

import io.quorate.storage.DamagedStateException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A value as it lies in the file: CRC32C of key and value (4 bytes, big-endian), then the value. The key is part of the
 * checksum, so that a sound value under a wrong key is found too.
 */
final class StoredValue {
    static final int CRC_BYTES = Integer.BYTES;

    private StoredValue() {}

    static int length(byte[] value) {
        return CRC_BYTES + value.length;
    }

    /** Fills a target of {@link #length} bytes. */
    static void write(byte[] key, byte[] value, ByteBuffer target) {
        target.putInt(crc(key, value)).put(value);
    }

    /** Whether the checksum fits. */
    static boolean isSound(byte[] key, ByteBuffer stored) {
        if (stored.remaining() < CRC_BYTES) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(key);
        ByteBuffer bigEndian = stored.duplicate();
        int written = bigEndian.getInt();
        crc.update(bigEndian);
        return written == (int) crc.getValue();
    }

    /**
     * A copy of the value.
     *
     * @throws DamagedStateException the checksum does not fit
     */
    static byte[] read(byte[] key, ByteBuffer stored, Path file) {
        if (stored.remaining() >= CRC_BYTES) {
            int crc = stored.getInt();
            byte[] value = new byte[stored.remaining()];
            stored.get(value);
            if (crc == crc(key, value)) {
                return value;
            }
        }
        throw new DamagedStateException("damaged value of key " + HexFormat.of().formatHex(key) + " in " + file
                + ": its checksum does not fit; " + LmdbFile.REPAIR);
    }

    private static int crc(byte[] key, byte[] value) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        crc.update(value);
        return (int) crc.getValue();
    }
}
