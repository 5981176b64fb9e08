package io.quorate.itests.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One bit of a log that is not as it was written. */
final class LogFlip {
    /** Behind the header of the file. */
    private static final long FIRST_BATCH = 512;

    /** No batch has fewer. */
    private static final int BATCH_BYTES = 32;

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
     * @param number any; chooses the bit
     */
    static LogFlip in(Path data, int number) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            List<Path> segments = files.filter(
                            file -> file.getFileName().toString().startsWith("wal-"))
                    .sorted()
                    .toList();
            LogFlip flip = new LogFlip(segments.get(0), FIRST_BATCH + number % BATCH_BYTES, number % 8);
            flip.flip();
            return flip;
        }
    }

    String fileName() {
        return file.getFileName().toString();
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
