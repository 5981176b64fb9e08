package io.quorate.storage.lmdb;

import io.quorate.storage.StoreException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The place where lmdbjava unpacks LMDB's library: a directory of the store, as it removes the file only when the JVM ends in
 * order, and what killed processes leave in a common one would pile up.
 */
final class NativeLibrary {
    /** Read by lmdbjava once, when it is first used in a JVM; a user may set it too. */
    private static final String PROPERTY = "lmdbjava.extract.dir";

    private static final String LEFT_BEHIND = "lmdbjava-native-library-*";

    private NativeLibrary() {}

    /** Chooses the place, unless this JVM has one, and removes what earlier processes left there. Blocks for the disk. */
    static void prepare(Path storeDirectory) {
        Path directory = storeDirectory.resolve("native");
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, LEFT_BEHIND)) {
                for (Path file : left) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            throw new StoreException("cannot prepare the directory " + directory + " for LMDB's library: " + e, e);
        }
        System.getProperties().putIfAbsent(PROPERTY, directory.toAbsolutePath().toString());
    }

    private static void delete(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (FileSystemException inUse) {
            // Some systems keep a library that this process has loaded; the next process removes it.
        }
    }
}
