package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedJarsTest {
    @TempDir
    private Path directory;

    @Test
    void tellsAJarOnceNobodyWritesItAnyMore() throws IOException {
        WatchedJars jars = WatchedJars.of(directory);
        Path jar = write("a.jar", "beg", 1);
        assertEquals(List.of(), jars.settled());
        write("a.jar", "begun and ended", 2);
        assertEquals(List.of(), jars.settled());
        assertEquals(List.of(jar), jars.settled());
        assertEquals(List.of(), jars.settled());
        write("a.jar", "built again", 3);
        assertEquals(List.of(), jars.settled());
        assertEquals(List.of(jar), jars.settled());
    }

    @Test
    void tellsAJarAgainThatWasAway() throws IOException {
        WatchedJars jars = WatchedJars.of(directory);
        Path jar = write("a.jar", "same", 1);
        jars.settled();
        jars.settled();
        Files.delete(jar);
        jars.settled();
        write("a.jar", "same", 1);
        jars.settled();
        assertEquals(List.of(jar), jars.settled());
    }

    @Test
    void tellsTheOldestFirstAndNothingThatIsNoBundle() throws IOException {
        WatchedJars jars = WatchedJars.of(directory);
        Path newer = write("a.jar", "", 2);
        Path older = write("b.jar", "", 1);
        write("a-sources.jar", "", 1);
        write("a.txt", "", 1);
        jars.settled();
        assertEquals(List.of(older, newer), jars.settled());
    }

    @Test
    void looksIntoTheTargetOfAProjectOnceItIsThere() throws IOException {
        write("pom.xml", "", 1);
        write("a.jar", "", 1);
        WatchedJars jars = WatchedJars.of(directory);
        assertEquals(List.of(), jars.settled());
        Files.createDirectory(directory.resolve("target"));
        Path built = write("target/b.jar", "", 1);
        jars.settled();
        assertEquals(List.of(built), jars.settled());
    }

    @Test
    void refusesWhatIsNoDirectory() throws IOException {
        Path file = write("file", "", 1);
        assertEquals(
                ExitCode.USAGE,
                assertThrows(Failure.class, () -> WatchedJars.of(file)).exitCode());
    }

    private Path write(String name, String content, long second) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000));
    }
}
