package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A disk whose syncs fail from some moment on. */
record BreakableDisk(Disk disk, AtomicBoolean broken) implements Disk {
    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new BreakableFile(disk.open(name), broken);
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        return new BreakableFile(disk.create(name, bytes), broken);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        disk.syncDirectory();
    }

    @Override
    public String location() {
        return disk.location();
    }

    private record BreakableFile(DiskFile file, AtomicBoolean broken) implements DiskFile {
        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            file.write(from, position);
        }

        @Override
        public void sync() throws IOException {
            if (broken.get()) {
                throw new IOException("the disk broke");
            }
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
