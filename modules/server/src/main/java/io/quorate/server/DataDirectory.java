package io.quorate.server;

import io.quorate.log.DirectoryLock;
import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import io.quorate.log.FileDisk;
import io.quorate.log.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A node's directory, held by one process at a time: {@code identity} (whose it is), {@code log}, {@code state},
 * {@code quarantine} (see {@link StateQuarantine}) and {@code bundles-cache} (may be deleted while the server is down).
 * Blocking: by the disk.
 */
final class DataDirectory implements AutoCloseable {
    private static final String IDENTITY = "identity";
    private static final String LOG = "log";
    private static final String STATE = "state";
    private static final String QUARANTINE = "quarantine";
    private static final long MAX_IDENTITY_BYTES = 4 * 1024;

    private final Path directory;
    private final DirectoryLock lock;
    private final Identity identity;

    private DataDirectory(Path directory, DirectoryLock lock, Identity identity) {
        this.directory = directory;
        this.lock = lock;
        this.identity = identity;
    }

    /**
     * Takes the directory for this node; makes it when it is empty or absent.
     *
     * @param clusterId of the cluster that the node belongs to; empty for a node alone, which gets one of its own
     */
    static DataDirectory open(Path directory, NodeId node, Optional<String> clusterId) throws StartException {
        try {
            Files.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.acquire(directory);
            try {
                return new DataDirectory(directory, lock, identify(directory, node, clusterId));
            } catch (IOException | StartException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new StartException("data.directory " + directory + " cannot be used: " + Reason.of(failure), failure);
        }
    }

    private static Identity identify(Path directory, NodeId node, Optional<String> clusterId)
            throws IOException, StartException {
        Path file = directory.resolve(IDENTITY);
        if (!Files.exists(file)) {
            return begin(directory, node, clusterId);
        }
        if (Files.size(file) > MAX_IDENTITY_BYTES) {
            throw new StartException(file + " is no identity file of a data directory: it has " + Files.size(file)
                    + " bytes, at most " + MAX_IDENTITY_BYTES + " are written");
        }
        Identity identity = Identity.decode(Files.readAllBytes(file), file.toString());
        if (!identity.node().equals(node)) {
            throw new StartException("data.directory " + directory + " belongs to node " + identity.node()
                    + ", and node.id is " + node + "; correct one of the two");
        }
        if (clusterId.isPresent() && !clusterId.get().equals(identity.clusterId())) {
            throw new StartException("data.directory " + directory + " belongs to cluster " + identity.clusterId()
                    + ", and cluster.id is " + clusterId.get() + "; correct one of the two");
        }
        return identity;
    }

    private static Identity begin(Path directory, NodeId node, Optional<String> clusterId)
            throws IOException, StartException {
        for (String part : new String[] {LOG, STATE}) {
            if (Files.exists(directory.resolve(part))) {
                throw new StartException("data.directory " + directory + " has a '" + part + "' but no '" + IDENTITY
                        + "'; restore that file, or name another directory");
            }
        }
        Identity identity = new Identity(
                clusterId.orElseGet(() -> UUID.randomUUID().toString()),
                node,
                UUID.randomUUID().toString());
        write(directory, IDENTITY, identity.encode());
        return identity;
    }

    /** Whole and durable, or not at all. */
    private static void write(Path directory, String name, byte[] bytes) throws IOException {
        Disk disk = FileDisk.open(directory);
        String draft = name + ".new";
        Files.deleteIfExists(directory.resolve(draft));
        try (DiskFile file = disk.create(draft, bytes.length)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.sync();
        }
        disk.rename(draft, name);
        disk.syncDirectory();
    }

    String clusterId() {
        return identity.clusterId();
    }

    /** Tells this directory from any other. */
    String id() {
        return identity.directory();
    }

    /** Reads a small file of this directory; empty when there is none. */
    Optional<byte[]> read(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    /** Writes a small file of this directory, whole and durable, or not at all. */
    void write(String name, byte[] bytes) throws IOException {
        write(directory, name, bytes);
    }

    Path log() throws IOException {
        return Files.createDirectories(directory.resolve(LOG));
    }

    Path state() throws IOException {
        return Files.createDirectories(directory.resolve(STATE));
    }

    Path bundlesCache() throws IOException {
        return Files.createDirectories(directory.resolve("bundles-cache"));
    }

    /** Where a state is kept that was put away; there when one was. */
    Path quarantine() {
        return directory.resolve(QUARANTINE);
    }

    /** Fills an empty directory. */
    interface Filling {
        void fill(Path directory) throws IOException;
    }

    /** Makes {@link #quarantine()}, whole or not at all. */
    void keepInQuarantine(Filling filling) throws IOException {
        // What an earlier attempt left, on a full disk or at a crash, is worth nothing.
        Path draft = directory.resolve(QUARANTINE + ".new");
        delete(draft);
        filling.fill(Files.createDirectory(draft));
        Files.move(draft, quarantine(), StandardCopyOption.ATOMIC_MOVE);
        FileDisk.open(directory).syncDirectory();
    }

    /** Deletes the state. */
    void dropState() throws IOException {
        delete(directory.resolve(STATE));
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> left = Files.walk(tree)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Writes a small file into {@link #quarantine()}, whole and durable, or not at all. */
    void writeInQuarantine(String name, byte[] bytes) throws IOException {
        write(quarantine(), name, bytes);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
