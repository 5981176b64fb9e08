package io.quorate.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A small file that is written whole and durably, or not at all. Blocks for the disk. */
public final class WholeFile {
    private WholeFile() {}

    public static byte[] read(Disk disk, String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    /** Replaces what was there. */
    public static void write(Disk disk, String name, ByteBuffer bytes) throws IOException {
        String draft = name + ".new";
        if (disk.list().contains(draft)) {
            disk.delete(draft);
        }
        try (DiskFile file = disk.create(draft, bytes.remaining())) {
            file.write(bytes, 0);
            file.sync();
        }
        disk.rename(draft, name);
        disk.syncDirectory();
    }
}
