package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
    @TempDir
    Path directory;

    @Test
    void createsFilesFullOfZerosAndReadsBackWhatWasWritten() throws IOException {
        FileDisk disk = FileDisk.open(directory);
        int size = 3 * 1024 * 1024 + 512;
        try (DiskFile file = disk.create("a", size)) {
            assertEquals(size, file.size());
            assertArrayEquals(new byte[size], Files.readAllBytes(directory.resolve("a")));
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), size - 3L);
            file.sync();
            ByteBuffer into = ByteBuffer.allocate(8);
            assertEquals(4, file.read(into, size - 4L));
            assertArrayEquals(new byte[] {0, 1, 2, 3, 0, 0, 0, 0}, into.array());
        }
        assertThrows(FileAlreadyExistsException.class, () -> disk.create("a", 1));
    }

    @Test
    void renamesReplacesDeletesAndListsInOrder() throws IOException {
        FileDisk disk = FileDisk.open(directory);
        disk.create("b", 1).close();
        disk.create("a", 2).close();
        assertEquals(List.of("a", "b"), disk.list());
        disk.rename("a", "b");
        disk.syncDirectory();
        assertEquals(List.of("b"), disk.list());
        assertEquals(2, Files.size(directory.resolve("b")));
        disk.delete("b");
        assertEquals(List.of(), disk.list());
    }

    @Test
    void namesThePathInErrors() throws IOException {
        Path missing = directory.resolve("missing");
        IOException failure = assertThrows(IOException.class, () -> FileDisk.open(missing));
        assertTrue(failure.getMessage().contains(missing.toString()), failure.getMessage());
        FileDisk disk = FileDisk.open(directory);
        IOException absent = assertThrows(IOException.class, () -> disk.open("absent"));
        assertTrue(absent.getMessage().contains(directory.resolve("absent").toString()), absent.getMessage());
        DiskFile closed = disk.create("closed", 1);
        closed.close();
        IOException late = assertThrows(IOException.class, () -> closed.write(ByteBuffer.allocate(1), 0));
        assertTrue(late.getMessage().contains(directory.resolve("closed").toString()), late.getMessage());
    }

    @Test
    void takesPlainNamesOnly() throws IOException {
        FileDisk disk = FileDisk.open(directory);
        for (String name : List.of("../x", "a/b", "/x", "..")) {
            assertThrows(IllegalArgumentException.class, () -> disk.open(name), name);
        }
    }

    @Test
    void locksADirectoryOnce() throws IOException {
        DirectoryLock held = DirectoryLock.acquire(directory);
        IOException refused = assertThrows(IOException.class, () -> DirectoryLock.acquire(directory));
        assertEquals("data directory " + directory + " is in use by another process", refused.getMessage());
        held.close();
        DirectoryLock.acquire(directory).close();
    }
}
