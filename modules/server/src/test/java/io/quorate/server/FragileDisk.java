package io.quorate.server;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk on which something goes wrong when it is to be changed. */
record FragileDisk(Disk disk, Failing failing) implements Disk {
    /** What is about to be done. */
    enum Change {
        CREATE,
        RENAME,
        DELETE,
        SYNC_DIRECTORY,
        WRITE,
        SYNC
    }

    /** Decides before each change whether it fails; it does not happen then. */
    interface Failing {
        void before(Change change) throws IOException;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new FragileFile(disk.open(name), failing);
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        failing.before(Change.CREATE);
        return new FragileFile(disk.create(name, bytes), failing);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        failing.before(Change.RENAME);
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        failing.before(Change.DELETE);
        disk.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        failing.before(Change.SYNC_DIRECTORY);
        disk.syncDirectory();
    }

    @Override
    public String location() {
        return disk.location();
    }

    private record FragileFile(DiskFile file, Failing failing) implements DiskFile {
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
            failing.before(Change.WRITE);
            file.write(from, position);
        }

        @Override
        public void sync() throws IOException {
            failing.before(Change.SYNC);
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
