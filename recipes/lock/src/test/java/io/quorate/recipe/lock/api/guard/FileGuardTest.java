package io.quorate.recipe.lock.api.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileGuardTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("report.txt");
    }

    @Test
    void refusesATokenSmallerThanOneItHasSeenAlsoInAnotherProcess() throws IOException {
        write(5, "five");
        write(7, "seven");
        StaleTokenException stale = assertThrows(StaleTokenException.class, () -> write(6, "late"));
        assertTrue(stale.getMessage().endsWith("report.txt has seen token 7, and 6 is older: that hold is over"));
        assertEquals("seven", Files.readString(file));
        write(7, "seven again");
        assertEquals("seven again", Files.readString(file));
    }

    @Test
    void keepsAnOlderHolderOutThatComesAfterACrashBeforeTheNewerOneWrote() throws IOException {
        write(5, "five");
        Files.writeString(directory.resolve("report.txt.token"), "7");
        Files.writeString(directory.resolve("report.txt.new"), "half of wh");
        assertThrows(StaleTokenException.class, () -> write(5, "late"));
        assertEquals("five", Files.readString(file));
        write(7, "seven");
        assertEquals("seven", Files.readString(file));
        assertFalse(Files.exists(directory.resolve("report.txt.new")));
    }

    @Test
    void refusesATokenFileThatIsNone() throws IOException {
        Files.writeString(directory.resolve("report.txt.token"), "");
        IOException damaged = assertThrows(IOException.class, () -> write(5, "five"));
        assertTrue(damaged.getMessage().endsWith("report.txt.token holds no token but ''"), damaged.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void endsWithTheNewestHowManyEverWriteAtOnce() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writes = new ArrayList<>();
            for (int token = 1; token <= 40; token++) {
                int mine = token;
                writes.add(writers.submit(() -> writeUnlessStale(mine)));
            }
            for (Future<?> write : writes) {
                write.get();
            }
        } finally {
            writers.shutdownNow();
        }
        assertEquals("40", Files.readString(file));
    }

    private Void writeUnlessStale(int token) throws IOException {
        try {
            write(token, Integer.toString(token));
        } catch (StaleTokenException late) {
            assertTrue(token < 40);
        }
        return null;
    }

    private void write(long token, String content) throws IOException {
        new FileGuard(file).write(new FencingToken(token), content.getBytes(UTF_8));
    }
}
