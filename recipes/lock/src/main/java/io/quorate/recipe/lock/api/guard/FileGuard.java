package io.quorate.recipe.lock.api.guard;

import io.quorate.recipe.FencingToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that only the newest holder may replace. Beside {@code x} lie {@code x.token}, the largest token seen, and {@code x.lock}, which
 * whoever writes has locked; all writers must go this way, and the file system must know file locks and atomic renames. Readers see the
 * whole file of before or of after. Thread-safe; writers of one process take turns.
 */
public final class FileGuard {
    private static final FencingToken FIRST = new FencingToken(1);

    private final Path file;
    private final Path seen;
    private final Path lock;

    /** @param file need not exist; its directory must */
    public FileGuard(Path file) {
        this.file = file.toAbsolutePath();
        this.seen = beside(".token");
        this.lock = beside(".lock");
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /**
     * Replaces the file, durably.
     *
     * @throws StaleTokenException when a larger token was here; the file is as it was
     * @throws IOException also when the token beside the file cannot be read as one
     */
    public void write(FencingToken token, byte[] content) throws IOException {
        // A lock of a file is its process's: one within the process comes first.
        synchronized (FileGuard.class) {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                // Until the channel is closed.
                channel.lock();
                FencingToken newest = newest();
                if (token.compareTo(newest) < 0) {
                    throw new StaleTokenException(file.toString(), token, newest);
                }
                // First the token: after a crash in between nobody older can write.
                replace(seen, token.toString().getBytes(StandardCharsets.UTF_8));
                replace(file, content);
            }
        }
    }

    private FencingToken newest() throws IOException {
        if (!Files.exists(seen)) {
            return FIRST;
        }
        String text = Files.readString(seen);
        try {
            return new FencingToken(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(seen + " holds no token but '" + text + "'", e);
        }
    }

    private void replace(Path target, byte[] content) throws IOException {
        Path next = target.resolveSibling(target.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory();
    }

    private void syncDirectory() throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
