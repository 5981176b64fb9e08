package io.quorate.testkit.cluster;

import io.quorate.log.Disk;
import io.quorate.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A directory in memory, which takes no more of it than was written. It outlives the lives of its node. */
final class MemoryDisk implements Disk {
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final byte[] UNWRITTEN = new byte[BLOCK_BYTES];

    private final String location;
    private final TreeMap<String, Contents> files = new TreeMap<>();

    MemoryDisk(String location) {
        this.location = location;
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return existing(name);
    }

    private Contents existing(String name) throws IOException {
        Contents found = files.get(name);
        if (found == null) {
            throw new IOException("there is no file " + name + " on " + location);
        }
        return found;
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        Contents made = new Contents(bytes);
        if (files.putIfAbsent(name, made) != null) {
            throw new IOException("there is a file " + name + " on " + location);
        }
        return made;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.put(to, existing(from));
        files.remove(from);
    }

    @Override
    public void delete(String name) throws IOException {
        files.remove(name, existing(name));
    }

    @Override
    public void syncDirectory() {}

    @Override
    public String location() {
        return location;
    }

    private static final class Contents implements DiskFile {
        private final Map<Long, byte[]> blocks = new HashMap<>();
        private long size;

        Contents(long size) {
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int wanted = (int) Math.max(0, Math.min(into.remaining(), size - position));
            for (int done = 0; done < wanted; ) {
                long at = position + done;
                int offset = (int) (at % BLOCK_BYTES);
                int part = Math.min(wanted - done, BLOCK_BYTES - offset);
                into.put(blocks.getOrDefault(at / BLOCK_BYTES, UNWRITTEN), offset, part);
                done += part;
            }
            return wanted;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            long at = position;
            while (from.hasRemaining()) {
                int offset = (int) (at % BLOCK_BYTES);
                int part = Math.min(from.remaining(), BLOCK_BYTES - offset);
                from.get(blocks.computeIfAbsent(at / BLOCK_BYTES, block -> new byte[BLOCK_BYTES]), offset, part);
                at += part;
            }
            size = Math.max(size, at);
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
