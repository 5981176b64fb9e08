package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the file system. Every error names the path it is about. Thread-safe; its files are not. */
public final class FileDisk implements Disk {
    private static final int ZERO_CHUNK_BYTES = 1024 * 1024;

    private final Path directory;

    private FileDisk(Path directory) {
        this.directory = directory;
    }

    /** Uses an existing directory in which files can be made. */
    public static FileDisk open(Path directory) throws IOException {
        requireWritable(directory);
        return new FileDisk(directory);
    }

    static void requireWritable(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory + " (make the directory, or correct the path)");
        }
        if (!Files.isWritable(directory)) {
            throw new AccessDeniedException(
                    directory.toString(), null, "the directory is not writable for the user of this process");
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path path = resolve(name);
        return new OpenFile(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        Path path = resolve(name);
        DiskFile file = new OpenFile(
                path,
                FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        try {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, ZERO_CHUNK_BYTES));
            for (long position = 0; position < bytes; position += zeros.limit()) {
                zeros.clear().limit((int) Math.min(bytes - position, zeros.capacity()));
                file.write(zeros, position);
            }
            return file;
        } catch (IOException failure) {
            file.close();
            Files.deleteIfExists(path);
            throw failure;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(resolve(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException failure) {
            throw named("sync", directory, failure);
        }
    }

    @Override
    public String location() {
        return directory.toString();
    }

    private Path resolve(String name) {
        Path path = directory.resolve(name);
        if (!directory.equals(path.getParent()) || !path.equals(path.normalize())) {
            throw new IllegalArgumentException("not a plain file name: " + name);
        }
        return path;
    }

    private static IOException named(String action, Path path, IOException failure) {
        return new IOException("cannot " + action + " " + path + ": " + failure.getMessage(), failure);
    }

    private record OpenFile(Path path, FileChannel channel) implements DiskFile {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int start = into.position();
            try {
                while (into.hasRemaining() && channel.read(into, position + into.position() - start) >= 0) {
                    // A read may be short; the next call continues it.
                }
            } catch (IOException failure) {
                throw named("read", path, failure);
            }
            return into.position() - start;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            int start = from.position();
            try {
                while (from.hasRemaining()) {
                    int ignored = channel.write(from, position + from.position() - start);
                }
            } catch (IOException failure) {
                throw named("write", path, failure);
            }
        }

        @Override
        public void sync() throws IOException {
            try {
                channel.force(false);
            } catch (IOException failure) {
                throw named("sync", path, failure);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
