package io.quorate.storage.lmdb;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What crashes and bad disks do to {@code data.mdb}. */
final class DataFile {
    /** Where the page size and the transaction number lie in each of the two meta pages of LMDB 0.9 on a 64-bit CPU. */
    private static final int PAGE_SIZE_OFFSET = 40;

    private static final int TRANSACTION_OFFSET = 144;

    private DataFile() {}

    static Path in(Path directory) {
        return directory.resolve("data.mdb");
    }

    /** Copies the file as a killed process leaves it, and ends the store. */
    static void killed(LmdbStateStore store, Path directory, boolean lastFlushLost) {
        store.awaitFlushed();
        boolean loses =
                lastFlushLost && store.flushed().index() > store.durable().index();
        copy(store.file().path(), directory);
        store.close();
        if (loses) {
            loseLastTransaction(directory);
        }
    }

    static void copy(Path file, Path directory) {
        try {
            Files.createDirectories(directory);
            Files.copy(file, in(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The meta page of the last transaction never reached the disk, its data pages did. */
    static void loseLastTransaction(Path directory) {
        byte[] content = read(directory);
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int second = file.getInt(PAGE_SIZE_OFFSET) + TRANSACTION_OFFSET;
        int newest = file.getLong(TRANSACTION_OFFSET) > file.getLong(second) ? TRANSACTION_OFFSET : second;
        file.putLong(newest, file.getLong(newest) - 2);
        write(directory, content);
    }

    /** Flips one bit of the first place where the bytes occur. */
    static void damage(Path directory, byte[] bytes) {
        int at = indexOf(read(directory), bytes);
        try (RandomAccessFile file = new RandomAccessFile(in(directory).toFile(), "rw")) {
            file.seek(at + bytes.length / 2);
            int value = file.read();
            file.seek(at + bytes.length / 2);
            file.write(value ^ 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int indexOf(byte[] file, byte[] bytes) {
        for (int at = 0; at <= file.length - bytes.length; at++) {
            if (ByteBuffer.wrap(file, at, bytes.length).equals(ByteBuffer.wrap(bytes))) {
                return at;
            }
        }
        throw new IllegalArgumentException("the bytes are not in the file");
    }

    private static byte[] read(Path directory) {
        try {
            return Files.readAllBytes(in(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path directory, byte[] bytes) {
        try {
            Files.write(in(directory), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
