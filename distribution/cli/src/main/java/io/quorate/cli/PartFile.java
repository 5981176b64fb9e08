package io.quorate.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that gets its name once it is whole and on the disk. Until then it stands beside that name as {@code NAME.*.part}, which
 * goes when it is closed before. Readable by its owner alone.
 */
final class PartFile implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final OutputStream out;

    private PartFile(Path file, Path part, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
    }

    /** @param directory must exist */
    static PartFile create(Path directory, String name) throws IOException {
        Path part = Files.createTempFile(directory, name + ".", ".part");
        part.toFile().deleteOnExit(); // Ctrl-C ends the process without a word to anybody.
        return new PartFile(directory.resolve(name), part, FileChannel.open(part, StandardOpenOption.WRITE));
    }

    OutputStream out() {
        return out;
    }

    /** Gives the file its name, in the place of one that is there; both are on the disk then. */
    Path finish() throws IOException {
        out.flush();
        channel.force(true);
        channel.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
