package io.quorate.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path directory;

    @Test
    void removesTheLibraryThatAKilledProcessLeft() throws IOException {
        Path left = directory.resolve("native").resolve("lmdbjava-native-library-123.so");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "left behind");
        LmdbStateStore.open(directory, LmdbOptions.DEFAULT).close();
        assertFalse(Files.exists(left));
    }

    @Test
    void unpacksInsideAStoreOfThisProcess() {
        LmdbStateStore.open(directory, LmdbOptions.DEFAULT).close();
        Path place = Path.of(System.getProperty("lmdbjava.extract.dir", ""));
        assertEquals("native", String.valueOf(place.getFileName()));
        assertTrue(place.isAbsolute());
    }
}
