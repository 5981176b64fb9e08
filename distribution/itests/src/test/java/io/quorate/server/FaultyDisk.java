package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A disk on which SIGKILL is a power loss: what is written stays in this process until it is synced. It can be slow or full on
 * demand, say of a sync that it is done and do none, or end the process at a call.
 */
final class FaultyDisk implements Disk {
    /** What a process ends with that dies at a call. */
    private static final int DIED = 137;

    /** How the disk is just now. Thread-safe. */
    static final class Mood {
        private volatile long slowMillis;
        private volatile boolean full;
        private volatile boolean lies;

        /** Calls until the process ends; 0 when it is not to. */
        private final AtomicInteger left = new AtomicInteger();

        void told(String line) {
            if (line.equals("full")) {
                full = true;
            } else if (line.equals("lie")) {
                lies = true;
            } else if (line.equals("healthy")) {
                full = false;
                lies = false;
                slowMillis = 0;
            } else if (line.startsWith("die ")) {
                left.set(Integer.parseInt(line.substring("die ".length())));
            } else if (line.startsWith("slow ")) {
                slowMillis = Long.parseLong(line.substring("slow ".length()));
            } else {
                throw new IllegalArgumentException("not known: " + line);
            }
        }

        /** Something of the disk is about to be changed, or was just made durable. */
        private void step() {
            if (left.getAndUpdate(calls -> Math.max(0, calls - 1)) == 1) {
                Runtime.getRuntime().halt(DIED);
            }
        }

        private void requireSpace() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        private void pause() {
            if (slowMillis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(slowMillis));
            }
        }
    }

    private final Disk disk;
    private final Mood mood;

    FaultyDisk(Disk disk, Mood mood) {
        this.disk = disk;
        this.mood = mood;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new Unsynced(disk.open(name), mood);
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        mood.requireSpace();
        mood.step();
        return new Unsynced(disk.create(name, bytes), mood);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        mood.step();
        disk.rename(from, to);
        mood.step();
    }

    @Override
    public void delete(String name) throws IOException {
        mood.step();
        disk.delete(name);
        mood.step();
    }

    @Override
    public void syncDirectory() throws IOException {
        mood.step();
        disk.syncDirectory();
        mood.step();
    }

    @Override
    public String location() {
        return disk.location();
    }

    /** Keeps what was not synced. Like all files used by one thread at a time. */
    private static final class Unsynced implements DiskFile {
        private record Write(long position, byte[] bytes) {}

        private final DiskFile file;
        private final Mood mood;
        private final List<Write> writes = new ArrayList<>();

        Unsynced(DiskFile file, Mood mood) {
            this.file = file;
            this.mood = mood;
        }

        @Override
        public long size() throws IOException {
            long size = file.size();
            for (Write write : writes) {
                size = Math.max(size, write.position() + write.bytes().length);
            }
            return size;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int start = into.position();
            int wanted = into.remaining();
            int found = file.read(into, position);
            for (Write write : writes) {
                long from = Math.max(position, write.position());
                long to = Math.min(position + wanted, write.position() + write.bytes().length);
                if (from < to) {
                    int length = (int) (to - from);
                    into.put(start + (int) (from - position), write.bytes(), (int) (from - write.position()), length);
                    found = Math.max(found, (int) (to - position));
                }
            }
            into.position(start + found);
            return found;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            mood.requireSpace();
            mood.step();
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            writes.add(new Write(position, bytes));
        }

        @Override
        public void sync() throws IOException {
            mood.pause();
            mood.step();
            if (!mood.lies) {
                writeOut();
                mood.step();
                file.sync();
            }
            mood.step();
        }

        private void writeOut() throws IOException {
            for (Write write : writes) {
                file.write(ByteBuffer.wrap(write.bytes()), write.position());
            }
            writes.clear();
        }

        @Override
        public void close() throws IOException {
            writeOut();
            file.close();
        }
    }
}
