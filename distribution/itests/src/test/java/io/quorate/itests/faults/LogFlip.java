package io.quorate.itests.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One bit of a log that is not as it was written. */
public final class LogFlip {
    /** Bits to choose from; no batch has fewer. */
    public static final int PLACES = 32 * Byte.SIZE;

    /** Behind the header of the file. */
    private static final long FIRST_BATCH = 512;

    private final Path file;
    private final long offset;
    private final int bit;

    private LogFlip(Path file, long offset, int bit) {
        this.file = file;
        this.offset = offset;
        this.bit = bit;
    }

    /**
     * Flips a bit in the oldest file of the log, whose bytes were durable long ago.
     *
     * @param data the data directory of a node that does not run
     * @param place which bit, from 0 to {@link #PLACES}
     */
    public static LogFlip in(Path data, int place) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            List<Path> segments = files.filter(
                            file -> file.getFileName().toString().startsWith("wal-"))
                    .sorted()
                    .toList();
            LogFlip flip = new LogFlip(segments.get(0), FIRST_BATCH + place / Byte.SIZE, place % Byte.SIZE);
            flip.flip();
            return flip;
        }
    }

    public String fileName() {
        return file.getFileName().toString();
    }

    /** Whether a damaged log was given up there before. */
    static boolean wasLost(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("lost-"));
        }
    }

    /** Puts it back as it was. */
    void undo() throws IOException {
        flip();
    }

    private void flip() throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ 1 << bit);
        }
    }
}
