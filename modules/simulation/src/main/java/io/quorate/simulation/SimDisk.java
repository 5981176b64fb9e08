package io.quorate.simulation;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that is as treacherous as the contract of {@link Disk} allows: until a sync, any subset of the sectors
 * written and of the directory operations may be lost when the power goes, and a sector may be torn. On demand calls fail,
 * the disk is full, bits rot, and syncs lie or are forgotten. After a failed sync the process still reads what it wrote, but no later sync
 * brings it to the disk, as on Linux.
 *
 * <p>Deterministic: what survives is decided by the {@link Survival} given. Thread-safe, for tests that use threads.
 */
public final class SimDisk implements Disk {
    /** No capacity limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final TreeMap<String, SimFile> names = new TreeMap<>();
    private final TreeMap<String, SimFile> durableNames = new TreeMap<>();

    /** Not yet durable, in order. */
    private final List<DirectoryChange> changes = new ArrayList<>();

    private final Tally tally = new Tally();
    private long capacity = UNLIMITED;
    private long calls;
    private long failAt = Long.MAX_VALUE;
    private boolean failForever;
    private boolean syncsLie;
    private String awaited = "";
    private long awaitedCalls;
    private Runnable then = () -> {};
    private @Nullable Predicate<String> forgotten;
    private int filesMade;

    /** Grows with each power failure; an open file of an earlier life answers errors only. */
    private int life;

    /** How often a fault of each kind has really happened. */
    public record Faults(long lostSectors, long tornSectors, long lostChanges, long flips, long errors, long full) {}

    private static final class Tally {
        private long lostSectors;
        private long tornSectors;
        private long lostChanges;
        private long flips;
        private long errors;
        private long full;
    }

    /** {@code from} null: {@code to} was created; {@code to} null: {@code from} was deleted; else renamed. */
    private record DirectoryChange(
            @Nullable String from, @Nullable String to, SimFile file) {}

    /** The {@code call}-th write, sync or directory operation from now on fails; 1 is the next one. Reads do not count. */
    public synchronized void failCall(long call) {
        failAt = calls + call;
        failForever = false;
    }

    /** From the {@code call}-th such operation on all fail, as if the power had gone there. */
    public synchronized void failFromCall(long call) {
        failAt = calls + call;
        failForever = true;
    }

    /**
     * Tells when an operation was begun.
     *
     * @param verb first word of what it is called in errors, such as "create"
     * @param call so many of the kind from now on; 1 is the next one; 0 for none
     */
    public synchronized void whenCalled(String verb, long call, Runnable told) {
        awaited = verb;
        awaitedCalls = call;
        then = told;
    }

    /** Bytes that all files may have together. */
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /** Syncs return without having made anything durable. */
    public synchronized void syncsLie(boolean lie) {
        syncsLie = lie;
    }

    /**
     * As if whoever writes the files of these names had forgotten to sync them. Every other sync takes along all that was
     * written before, as an ordered journal does, and nothing that was written since survives a power failure: what is
     * lost is all behind some moment, and never a name or a header.
     */
    public synchronized void forgetSyncsOf(Predicate<String> names) {
        forgotten = names;
    }

    /** Something was synced on the same device that is no file of this disk. Matters to one that forgets. */
    public synchronized void syncedElsewhere() {
        if (forgotten != null) {
            names.values().forEach(SimFile::sync);
        }
    }

    /** Bits rot where the mask has ones. */
    public synchronized void flip(String name, long offset, int mask) throws IOException {
        present(name).flip((int) offset, mask);
        tally.flips++;
    }

    /** The power goes and comes back: of what was not durable stays what {@code anyway} says, and errors end. */
    public synchronized void powerFailure(Survival anyway) {
        Survival survival = forgotten == null ? anyway : Survival.nothing();
        for (DirectoryChange change : changes) {
            if (survival.keepsDirectoryChange()) {
                applyDurably(change);
            } else {
                tally.lostChanges++;
            }
        }
        changes.clear();
        names.clear();
        names.putAll(durableNames);
        durableNames.values().stream().distinct().forEach(file -> {
            SimFile.Loss loss = file.powerFailure(survival);
            tally.lostSectors += loss.lost();
            tally.tornSectors += loss.torn();
        });
        life++;
        failAt = Long.MAX_VALUE;
    }

    /** The process dies and starts anew; the operating system lives on, so nothing written is lost. */
    public synchronized void processKill() {
        life++;
        failAt = Long.MAX_VALUE;
    }

    /** Another disk stands in its place, without anything on it. */
    public synchronized void replaced() {
        names.clear();
        durableNames.clear();
        changes.clear();
        life++;
        failAt = Long.MAX_VALUE;
    }

    public synchronized Faults faults() {
        return new Faults(
                tally.lostSectors, tally.tornSectors, tally.lostChanges, tally.flips, tally.errors, tally.full);
    }

    /** Whether all operations fail now. */
    public synchronized boolean isFailing() {
        return failForever && calls >= failAt;
    }

    /** Operations so far that {@link #failCall} counts. */
    public synchronized long calls() {
        return calls;
    }

    /** Contents as a process sees them now. */
    public synchronized byte[] bytes(String name) throws IOException {
        return present(name).current();
    }

    /** Where in the file the last write began. */
    public synchronized int lastWrite(String name) throws IOException {
        return present(name).lastWrite();
    }

    /** An independent disk with the same contents, durable and not, and without the faults set. */
    public synchronized SimDisk copy() {
        SimDisk copy = new SimDisk();
        TreeMap<Integer, SimFile> copies = new TreeMap<>();
        names.forEach((name, file) -> copy.names.put(name, copyOf(file, copies)));
        durableNames.forEach((name, file) -> copy.durableNames.put(name, copyOf(file, copies)));
        changes.forEach(
                change -> copy.changes.add(new DirectoryChange(change.from, change.to, copyOf(change.file, copies))));
        copy.filesMade = filesMade;
        return copy;
    }

    private static SimFile copyOf(SimFile file, Map<Integer, SimFile> copies) {
        return copies.computeIfAbsent(file.number(), number -> file.copy());
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        return new OpenFile(name, present(name), life);
    }

    @Override
    public synchronized DiskFile create(String name, long bytes) throws IOException {
        count("create " + name);
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        long used = names.values().stream().mapToLong(SimFile::size).sum();
        if (bytes > capacity - used) {
            tally.full++;
            throw new IOException("cannot write " + name + ": No space left on device (simulated)");
        }
        SimFile file = new SimFile(++filesMade, (int) bytes);
        names.put(name, file);
        changes.add(new DirectoryChange(null, name, file));
        return new OpenFile(name, file, life);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        count("rename " + from + " to " + to);
        SimFile file = present(from);
        names.remove(from);
        names.put(to, file);
        changes.add(new DirectoryChange(from, to, file));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        count("delete " + name);
        SimFile file = present(name);
        names.remove(name);
        changes.add(new DirectoryChange(name, null, file));
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        count("sync directory");
        if (!syncsLie) {
            changes.forEach(this::applyDurably);
            changes.clear();
            syncedElsewhere();
        }
    }

    @Override
    public String location() {
        return "simulated disk";
    }

    private SimFile present(String name) throws IOException {
        SimFile file = names.get(name);
        if (file == null) {
            throw new FileNotFoundException(name);
        }
        return file;
    }

    private void applyDurably(DirectoryChange change) {
        if (change.from != null && !durableNames.remove(change.from, change.file)) {
            return;
        }
        if (change.to != null) {
            durableNames.put(change.to, change.file);
        }
    }

    private void count(String operation) throws IOException {
        calls++;
        if (awaitedCalls > 0 && operation.startsWith(awaited) && --awaitedCalls == 0) {
            then.run();
        }
        if (calls == failAt || (calls > failAt && failForever)) {
            tally.errors++;
            throw new IOException("cannot " + operation + ": Input/output error (simulated)");
        }
    }

    private final class OpenFile implements DiskFile {
        private final String name;
        private final SimFile file;
        private final int openedIn;
        private boolean closed;

        private OpenFile(String name, SimFile file, int openedIn) {
            this.name = name;
            this.file = file;
            this.openedIn = openedIn;
        }

        @Override
        public long size() throws IOException {
            synchronized (SimDisk.this) {
                requireOpen();
                return file.size();
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            synchronized (SimDisk.this) {
                requireOpen();
                return file.read(into, (int) position);
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            synchronized (SimDisk.this) {
                requireOpen();
                count("write " + name);
                if (position + from.remaining() > file.size()) {
                    throw new IOException("write behind the end of " + name);
                }
                file.write(from, (int) position);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimDisk.this) {
                requireOpen();
                if (forgotten != null && forgotten.test(name)) {
                    return;
                }
                try {
                    count("sync " + name);
                } catch (IOException failure) {
                    if (!failForever) {
                        file.failSync();
                    }
                    throw failure;
                }
                if (!syncsLie) {
                    file.sync();
                    syncedElsewhere();
                }
            }
        }

        @Override
        public void close() {
            closed = true;
        }

        private void requireOpen() throws IOException {
            if (closed || openedIn != life) {
                throw new IOException(name + " is closed");
            }
        }
    }
}
