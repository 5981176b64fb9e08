package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk on which a process can do so many changes before it dies: that one and all later ones do not happen. */
record DyingDisk(Disk disk, AtomicInteger left) implements Disk {
    private static void change(AtomicInteger left) throws IOException {
        if (left.getAndDecrement() <= 0) {
            throw new IOException("the process has died");
        }
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new DyingFile(disk.open(name), left);
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        change(left);
        return new DyingFile(disk.create(name, bytes), left);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change(left);
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        change(left);
        disk.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        change(left);
        disk.syncDirectory();
    }

    @Override
    public String location() {
        return disk.location();
    }

    private record DyingFile(DiskFile file, AtomicInteger left) implements DiskFile {
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
            change(left);
            file.write(from, position);
        }

        @Override
        public void sync() throws IOException {
            change(left);
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
