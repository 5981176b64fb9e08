package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A disk on which SIGKILL is a power loss: what is written stays in this process until it is synced. It can be slow or full on
 * demand, say of a sync that it is done and do none, or end the process at a step.
 */
final class FaultyDisk implements Disk {
    /** How the disk is just now. Thread-safe. */
    static final class Mood {
        private volatile long slowMillis;
        private volatile boolean full;
        private volatile boolean lies;

        private final Steps steps = new Steps();

        Steps steps() {
            return steps;
        }

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
                steps.endIn(Integer.parseInt(line.substring("die ".length())));
            } else if (line.startsWith("steps ")) {
                String[] words = line.split(" ", 3);
                steps.print(Integer.parseInt(words[1]), words[2]);
            } else if (line.startsWith("slow ")) {
                slowMillis = Long.parseLong(line.substring("slow ".length()));
            } else {
                throw new IllegalArgumentException("not known: " + line);
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
        return new Unsynced(name, disk.open(name), mood);
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        mood.requireSpace();
        mood.steps.take("create " + name, () -> disk.create(name, bytes).close());
        return open(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        mood.steps.take("rename " + from + " to " + to, () -> disk.rename(from, to));
    }

    @Override
    public void delete(String name) throws IOException {
        mood.steps.take("delete " + name, () -> disk.delete(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        mood.steps.take("sync of the directory", disk::syncDirectory);
    }

    @Override
    public String location() {
        return disk.location();
    }

    /** Keeps what was not synced. Like all files used by one thread at a time. */
    private static final class Unsynced implements DiskFile {
        private record Write(long position, byte[] bytes) {}

        private final String name;
        private final DiskFile file;
        private final Mood mood;
        private final List<Write> writes = new ArrayList<>();

        Unsynced(String name, DiskFile file, Mood mood) {
            this.name = name;
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
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            writes.add(new Write(position, bytes));
        }

        @Override
        public void sync() throws IOException {
            mood.pause();
            if (!mood.lies) {
                writeOut();
                mood.steps.take("sync of " + name, file::sync);
            }
        }

        private void writeOut() throws IOException {
            for (Write write : writes) {
                mood.steps.take(
                        "write of " + write.bytes().length + " bytes to " + name + " at " + write.position(),
                        () -> file.write(ByteBuffer.wrap(write.bytes()), write.position()));
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
