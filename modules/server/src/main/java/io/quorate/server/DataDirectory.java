package io.quorate.server;

import io.quorate.log.DirectoryLock;
import io.quorate.log.Disk;
import io.quorate.log.FileDisk;
import io.quorate.log.KnownPeers;
import io.quorate.log.NodeId;
import io.quorate.log.WholeFile;
import io.quorate.server.NodeParts.DiskOpener;
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
 * {@code quarantine} (see {@link StateQuarantine}), {@code bundles-cache} (may be deleted while the server is down) and, as long as
 * it is under way, {@code recovery} (see {@link Recovery}).
 * Blocking: by the disk.
 */
final class DataDirectory implements AutoCloseable {
    private static final String IDENTITY = "identity";
    private static final String LOG = "log";
    private static final String STATE = "state";
    private static final String QUARANTINE = "quarantine";
    private static final String RECOVERY = "recovery";
    private static final long MAX_IDENTITY_BYTES = 4 * 1024;

    /** Characters: with what is put behind them, the name of a cluster has at most 64. */
    private static final int MAX_KEPT_OF_ID = 55;

    private final Path directory;
    private final DiskOpener disks;
    private final DirectoryLock lock;
    private Identity identity;

    private DataDirectory(Path directory, DiskOpener disks, DirectoryLock lock, Identity identity) {
        this.directory = directory;
        this.disks = disks;
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
                Identity identity = identify(directory, node, clusterId);
                return new DataDirectory(directory, FileDisk::open, lock, identity);
            } catch (IOException | StartException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new StartException("data.directory " + directory + " cannot be used: " + Reason.of(failure), failure);
        }
    }

    /** Takes the directory of a node that is stopped, whoever it is. */
    static DataDirectory existing(Path directory, DiskOpener disks) throws StartException {
        Path file = directory.resolve(IDENTITY);
        if (!Files.exists(file)) {
            throw new StartException(directory + " is no data directory of a node: there is no file '" + IDENTITY
                    + "' in it; name another directory, or restore that file");
        }
        try {
            DirectoryLock lock = DirectoryLock.acquire(directory);
            try {
                return new DataDirectory(directory, disks, lock, identity(file));
            } catch (IOException | StartException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new StartException("data directory " + directory + " cannot be used: " + Reason.of(failure), failure);
        }
    }

    private static Identity identify(Path directory, NodeId node, Optional<String> clusterId)
            throws IOException, StartException {
        Path file = directory.resolve(IDENTITY);
        if (!Files.exists(file)) {
            return begin(directory, node, clusterId);
        }
        if (Files.exists(directory.resolve(RECOVERY))) {
            throw new StartException("data.directory " + directory + ": the node was being made the beginning of a new"
                    + " cluster, and that has not come to its end; run `quorate recover --force-new-cluster --data "
                    + directory + "` again");
        }
        Identity identity = identity(file);
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

    private static Identity identity(Path file) throws IOException, StartException {
        if (Files.size(file) > MAX_IDENTITY_BYTES) {
            throw new StartException(file + " is no identity file of a data directory: it has " + Files.size(file)
                    + " bytes, at most " + MAX_IDENTITY_BYTES + " are written");
        }
        return Identity.decode(Files.readAllBytes(file), file.toString());
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
        WholeFile.write(FileDisk.open(directory), IDENTITY, ByteBuffer.wrap(identity.encode()));
        return identity;
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
        WholeFile.write(disk(), name, ByteBuffer.wrap(bytes));
    }

    /** Deletes a small file of this directory, if there is one. */
    void delete(String name) throws IOException {
        Disk disk = disk();
        if (disk.list().contains(name)) {
            disk.delete(name);
            disk.syncDirectory();
        }
    }

    /** A name for the cluster that begins with this node, unlike any other. */
    String nameForNewCluster() {
        String former = identity.clusterId();
        String kept = former.substring(0, Math.min(former.length(), MAX_KEPT_OF_ID));
        return kept + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** The node belongs to this cluster from now on, and has met none of its nodes. */
    void enter(String clusterId) throws IOException {
        delete(KnownPeers.FILE);
        Identity renewed = identity.in(clusterId);
        write(IDENTITY, renewed.encode());
        identity = renewed;
    }

    Optional<RecoveryPlan> recovery() throws IOException, StartException {
        Optional<byte[]> written = read(RECOVERY);
        return written.isEmpty()
                ? Optional.empty()
                : Optional.of(RecoveryPlan.decode(
                        written.get(), directory.resolve(RECOVERY).toString()));
    }

    /** As long as one is planned, the node does not start. */
    void plan(RecoveryPlan plan) throws IOException {
        write(RECOVERY, plan.encode());
    }

    void recovered() throws IOException {
        delete(RECOVERY);
    }

    Path path() {
        return directory;
    }

    /** The directory itself, without those in it. */
    Disk disk() throws IOException {
        return disks.open(directory);
    }

    NodeId node() {
        return identity.node();
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
        deleteTree(draft);
        filling.fill(Files.createDirectory(draft));
        Files.move(draft, quarantine(), StandardCopyOption.ATOMIC_MOVE);
        FileDisk.open(directory).syncDirectory();
    }

    /** Deletes the state. */
    void dropState() throws IOException {
        deleteTree(directory.resolve(STATE));
    }

    private static void deleteTree(Path tree) throws IOException {
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
        WholeFile.write(disks.open(quarantine()), name, ByteBuffer.wrap(bytes));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
