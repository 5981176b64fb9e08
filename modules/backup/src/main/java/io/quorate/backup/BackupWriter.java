package io.quorate.backup;

import io.quorate.codec.ByteSink;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Writes a backup from its first byte to its last. The stream stays the caller's, who makes it durable and closes it. Not for
 * use by several threads.
 */
public final class BackupWriter implements AutoCloseable {
    /** Largest part in bytes: some rows, or one that is as large as a row may be. */
    public static final int MAX_PART_BYTES = 4 * 1024 * 1024;

    private final OutputStream out;
    private final MessageDigest digest = BackupFormat.digest();
    // A backup pins the state of a node while it is taken, so speed goes before size.
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private BackupTotals totals = BackupTotals.NONE;

    /** Writes the header. */
    public BackupWriter(OutputStream out, BackupHeader header) throws IOException {
        this.out = out;
        byte[] fields = header.encode();
        byte[] head = new ByteSink(BackupFormat.PREFIX_BYTES + fields.length)
                .raw(BackupFormat.MAGIC)
                .u8(BackupFormat.FORMAT)
                .i32(fields.length)
                .raw(fields)
                .toByteArray();
        write(head, new ByteSink().i32(BackupFormat.checksum(head)).toByteArray());
    }

    /**
     * Writes the next part.
     *
     * @param rows that it holds
     */
    public void part(byte[] part, int rows) throws IOException {
        if (part.length > MAX_PART_BYTES) {
            throw new IllegalArgumentException(
                    "a part of " + part.length + " bytes, at most " + MAX_PART_BYTES + " are allowed");
        }
        byte[] deflated = deflate(part);
        byte[] head = new ByteSink()
                .u8(BackupFormat.BLOCK)
                .i32(totals.blocks())
                .i32(rows)
                .i32(part.length)
                .i32(deflated.length)
                .toByteArray();
        write(
                head,
                deflated,
                new ByteSink().i32(BackupFormat.checksum(head, deflated)).toByteArray());
        totals = totals.with(rows, part.length);
    }

    private byte[] deflate(byte[] part) {
        deflater.reset();
        deflater.setInput(part);
        deflater.finish();
        byte[] room = new byte[BackupFormat.MAX_DEFLATED_BYTES - BackupWriter.MAX_PART_BYTES + part.length];
        int length = deflater.deflate(room);
        if (!deflater.finished()) {
            throw new AssertionError("deflated bytes are larger than the format allows");
        }
        return Arrays.copyOf(room, length);
    }

    /** What was written so far. */
    public BackupTotals totals() {
        return totals;
    }

    /** Writes the end; without it the backup is a truncated one. */
    public void finish() throws IOException {
        byte[] trailer = new ByteSink()
                .u8(BackupFormat.TRAILER)
                .i32(totals.blocks())
                .i64(totals.rows())
                .i64(totals.bytes())
                .raw(digest.digest())
                .toByteArray();
        out.write(trailer);
        out.write(new ByteSink().i32(BackupFormat.checksum(trailer)).toByteArray());
        out.flush();
    }

    private void write(byte[]... pieces) throws IOException {
        for (byte[] piece : pieces) {
            digest.update(piece);
            out.write(piece);
        }
    }

    /** Frees memory; finishes nothing. */
    @Override
    public void close() {
        deflater.end();
    }
}
