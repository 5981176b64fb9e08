package io.quorate.storage.lmdb;

import io.quorate.storage.DamagedStateException;
import io.quorate.storage.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Looks at a store's file without LMDB, which believes what it reads: a damaged page may hide rows, or end the process. */
public final class StoreFile {
    private StoreFile() {}

    /**
     * Reads every page that the newest transaction can reach, but for values with pages of their own, whose checksum is for those
     * who read them. No store may be open in the directory; one without a file is sound. Blocks for the disk, about 2 s for 1 GB.
     *
     * @throws DamagedStateException something is wrong with the file; the message tells what and where
     * @throws StoreException the disk cannot be read
     */
    public static void check(Path directory) {
        Path file = directory.resolve("data.mdb");
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Pages pages = new Pages(channel);
            if (channel.size() > 0) {
                MetaPage meta = MetaPage.newest(pages);
                new PageTree(pages, meta).check();
            }
        } catch (Damage damage) {
            throw new DamagedStateException(
                    file + " is damaged: " + damage.getMessage() + "; " + LmdbFile.REPAIR, damage);
        } catch (IOException failure) {
            throw new StoreException("cannot read " + file + ": " + failure + "; check the disk", failure);
        }
    }

    /** What is wrong, and where. */
    static final class Damage extends Exception {
        private static final long serialVersionUID = 1L;

        Damage(String message) {
            super(message);
        }
    }

    static void require(boolean sound, String what) throws Damage {
        if (!sound) {
            throw new Damage(what);
        }
    }

    /** Reads pages, little-endian as LMDB writes them on the machines that there are. */
    static final class Pages {
        private final FileChannel channel;

        Pages(FileChannel channel) {
            this.channel = channel;
        }

        /** Bytes from {@code position} on, zeros behind the end of the file. */
        ByteBuffer read(long position, int bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    break;
                }
            }
            return buffer.clear();
        }
    }
}
