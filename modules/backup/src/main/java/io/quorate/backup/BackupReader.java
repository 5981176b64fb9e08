package io.quorate.backup;

import io.quorate.codec.ByteSource;
import io.quorate.codec.CodecException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a backup and checks it on the way. Each part was checked by itself when it comes; that none is missing is known only
 * once {@link #next} has answered empty. The stream stays the caller's. Not for use by several threads.
 *
 * <p>Errors: {@link UnreadableBackupException} for what is wrong with the bytes, another {@link IOException} when they cannot
 * be read.
 */
public final class BackupReader implements AutoCloseable {
    private final InputStream in;
    private final String name;
    private final MessageDigest digest = BackupFormat.digest();
    private final Inflater inflater = new Inflater();
    private final BackupHeader header;
    private BackupTotals totals = BackupTotals.NONE;
    private boolean ended;

    /** Where the next byte stands. */
    private long offset;

    /**
     * Reads the header.
     *
     * @param in need not be buffered
     * @param name of the file, for people
     */
    public BackupReader(InputStream in, String name) throws IOException {
        this.in = in;
        this.name = name;
        this.header = readHeader();
    }

    public BackupHeader header() {
        return header;
    }

    /** What was read so far. */
    public BackupTotals totals() {
        return totals;
    }

    private BackupHeader readHeader() throws IOException {
        byte[] magic = in.readNBytes(BackupFormat.MAGIC.length);
        if (!Arrays.equals(magic, BackupFormat.MAGIC)) {
            throw new UnreadableBackupException(name + ": byte 0: this is no backup of Quorate, which begins with '"
                    + "Quorate' and 0x1A; name a file that `quorate backup create` wrote");
        }
        offset = magic.length;
        byte[] start = take(1 + Integer.BYTES, "the header");
        int format = start[0] & 0xFF;
        if (format != BackupFormat.FORMAT) {
            throw new UnreadableBackupException(name + ": byte " + magic.length + ": a backup of format " + format
                    + ", this version reads format " + BackupFormat.FORMAT
                    + ": use the version that wrote it, or a newer one");
        }
        int length = new ByteSource(start, 1, Integer.BYTES).i32();
        require(length >= 0 && length <= BackupFormat.MAX_HEADER_BYTES, "a header of " + length + " bytes");
        byte[] fields = take(length, "the header");
        requireChecksum("the header", magic, start, fields);
        try {
            return BackupHeader.decode(fields);
        } catch (CodecException malformed) {
            throw damaged("the header cannot be read: " + malformed.getMessage());
        }
    }

    /** The next part; empty at the end, from then on always. */
    public Optional<byte[]> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        byte[] kind = take(BackupFormat.KIND_BYTES, "block " + totals.blocks() + " or the end of the backup");
        if (kind[0] == BackupFormat.BLOCK) {
            return Optional.of(readBlock(kind));
        }
        require(kind[0] == BackupFormat.TRAILER, "neither a block nor the end of the backup");
        readTrailer(kind);
        ended = true;
        return Optional.empty();
    }

    private byte[] readBlock(byte[] kind) throws IOException {
        String what = "block " + totals.blocks();
        byte[] head = take(BackupFormat.BLOCK_HEAD_BYTES, what);
        ByteSource numbers = new ByteSource(head);
        int number = numbers.i32();
        int rows = numbers.i32();
        int rawLength = numbers.i32();
        int length = numbers.i32();
        require(number == totals.blocks(), "block " + number + " where block " + totals.blocks() + " belongs");
        require(rows >= 0, what + " of " + rows + " rows");
        require(rawLength >= 0 && rawLength <= BackupWriter.MAX_PART_BYTES, what + " of " + rawLength + " bytes");
        require(length >= 0 && length <= BackupFormat.MAX_DEFLATED_BYTES, what + " of " + length + " compressed bytes");
        byte[] deflated = take(length, what);
        requireChecksum(what, kind, head, deflated);
        byte[] part = inflate(deflated, rawLength, what);
        totals = totals.with(rows, rawLength);
        return part;
    }

    private byte[] inflate(byte[] deflated, int rawLength, String what) throws UnreadableBackupException {
        inflater.reset();
        inflater.setInput(deflated);
        byte[] part = new byte[rawLength];
        try {
            int length = inflater.inflate(part);
            // The end of the stream may come behind the last byte only.
            boolean ends = inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
            require(length == rawLength && ends && inflater.getRemaining() == 0, what + " has another length");
            return part;
        } catch (DataFormatException malformed) {
            throw damaged(what + " cannot be unpacked: " + malformed.getMessage());
        }
    }

    private void readTrailer(byte[] kind) throws IOException {
        byte[] before = digest.digest();
        byte[] trailer = take(BackupFormat.TRAILER_BYTES, "the end of the backup");
        requireChecksum("the end of the backup", kind, trailer);
        ByteSource in = new ByteSource(trailer);
        BackupTotals written = new BackupTotals(in.i32(), in.i64(), in.i64());
        require(written.equals(totals), "it was written with " + written + ", and has " + totals);
        require(
                Arrays.equals(in.raw(BackupFormat.DIGEST_BYTES), before),
                "the SHA-256 of what comes before is another one");
        require(this.in.read() < 0, "something follows the end of the backup");
    }

    private byte[] take(int length, String what) throws IOException {
        byte[] bytes = in.readNBytes(length);
        offset += bytes.length;
        require(bytes.length == length, "the file ends within " + what);
        return bytes;
    }

    /** Of all pieces, which so become part of what the backup's digest is over. */
    private void requireChecksum(String what, byte[]... pieces) throws IOException {
        byte[] checksum = take(BackupFormat.CRC_BYTES, what);
        require(new ByteSource(checksum).i32() == BackupFormat.checksum(pieces), what + " does not match its checksum");
        for (byte[] piece : pieces) {
            digest.update(piece);
        }
        digest.update(checksum);
    }

    private void require(boolean holds, String otherwise) throws UnreadableBackupException {
        if (!holds) {
            throw damaged(otherwise);
        }
    }

    private UnreadableBackupException damaged(String what) {
        return new UnreadableBackupException(name + ": before byte " + offset + ": " + what
                + "; it is damaged or was cut off: use another copy, or another backup");
    }

    @Override
    public void close() {
        inflater.end();
    }
}
