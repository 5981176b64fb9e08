package io.quorate.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.storage.RowCursor;
import io.quorate.storage.StoreException;
import io.quorate.storage.lmdb.FileTrace.Event;
import io.quorate.storage.lmdb.FileTrace.Synced;
import io.quorate.storage.lmdb.FileTrace.Told;
import io.quorate.storage.lmdb.FileTrace.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/**
 * The power goes at some call of a process that writes a store: its writes, as strace recorded them, are put together again, those
 * that were synced whole and of the others every prefix and some subsets of their sectors. Every file that comes of it opens with
 * the batches up to some mark, no less than the process had been told.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TracedPowerLossTest {
    private static final String STRACE = "/usr/bin/strace";
    private static final int BATCHES = 400;
    private static final int POINTS = Integer.getInteger("power.points", 40);
    private static final int SUBSETS = 4;
    private static final int SECTOR_BYTES = 512;

    @TempDir
    private Path directory;

    private List<Event> events;
    private int losses;

    private static void skipUnless(boolean possible, String why) {
        if (!possible) {
            System.out.println("*** SKIPPED: " + why + ", so that no power loss of LMDB is replayed ***");
        }
        assumeTrue(possible, why);
    }

    @BeforeEach
    void trace() throws IOException, InterruptedException {
        skipUnless(Files.isExecutable(Path.of(STRACE)), "there is no " + STRACE);
        Path store = Files.createDirectory(directory.resolve("traced")).toRealPath();
        Path trace = directory.resolve("trace");
        Path told = store.resolve("told");
        List<String> command = new ArrayList<>(List.of(STRACE, "-o", trace.toString()));
        command.addAll(FileTrace.OPTIONS);
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("--add-opens", "java.base/java.nio=ALL-UNNAMED"));
        command.addAll(List.of("--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.add(CommittingProcess.class.getName());
        command.addAll(List.of(store.toString(), told.toString(), Integer.toString(BATCHES)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the traced process ends");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        // A container may forbid it.
        String output = Files.readString(directory.resolve("output"));
        skipUnless(!output.contains("Operation not permitted"), "strace may not trace here");
        assertEquals(0, process.exitValue(), output);
        events = FileTrace.read(trace, DataFile.in(store), told);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @Test
    void whateverSurvivesOpensWithAllThatWasSaidToBeDurable() throws IOException {
        assertTrue(events.stream().filter(Told.class::isInstance).count() > 20, "it was told again and again");
        SplittableRandom random = new SplittableRandom(1);
        for (int point = 0; point < POINTS; point++) {
            losePowerAt(random.nextInt(events.size() + 1), random);
        }
        System.out.println("power losses replayed from " + events.size() + " traced calls of LMDB: " + losses);
        assertTrue(losses > POINTS * SUBSETS, "losses " + losses);
    }

    @Test
    void theTraceHasTheWholeFile() throws IOException {
        NavigableMap<Long, byte[]> all = new TreeMap<>();
        for (Event event : events) {
            if (event instanceof Written written) {
                put(all, written, sector -> true);
            }
        }
        assertArrayEquals(Files.readAllBytes(DataFile.in(directory.resolve("traced"))), content(all));
    }

    @Test
    void theSameTestFailsWhenSyncsDoNothing() {
        events = events.stream().filter(event -> !(event instanceof Synced)).toList();
        SplittableRandom random = new SplittableRandom(1);
        assertThrows(AssertionFailedError.class, () -> {
            for (int point = 0; point < POINTS; point++) {
                losePowerAt(random.nextInt(events.size() + 1), random);
            }
        });
    }

    private void losePowerAt(int point, SplittableRandom random) throws IOException {
        TreeMap<Long, byte[]> synced = new TreeMap<>();
        List<Written> unsynced = new ArrayList<>();
        long durable = 0;
        for (Event event : events.subList(0, point)) {
            if (event instanceof Written written) {
                unsynced.add(written);
            } else if (event instanceof Synced) {
                unsynced.forEach(written -> put(synced, written, sector -> true));
                unsynced.clear();
            } else if (event instanceof Told told) {
                durable = told.durable();
            }
        }
        int step = 1 + unsynced.size() / 8;
        for (int prefix = 0; prefix <= unsynced.size(); prefix += step) {
            TreeMap<Long, byte[]> left = new TreeMap<>(synced);
            unsynced.subList(0, prefix).forEach(written -> put(left, written, sector -> true));
            check(left, durable, "call " + point + ", first " + prefix + " of " + unsynced.size());
        }
        for (int subset = 0; subset < SUBSETS; subset++) {
            TreeMap<Long, byte[]> left = new TreeMap<>(synced);
            unsynced.forEach(written -> put(left, written, sector -> random.nextBoolean()));
            check(left, durable, "call " + point + ", subset " + subset);
        }
    }

    /** Writes sectors, of which some do not reach the disk; one that is written in part keeps the rest. */
    private static void put(NavigableMap<Long, byte[]> file, Written written, IntPredicate reaches) {
        int done = 0;
        for (int number = 0; done < written.bytes().length; number++) {
            long position = written.position() + done;
            long sector = position / SECTOR_BYTES;
            int offset = (int) (position % SECTOR_BYTES);
            int bytes = Math.min(SECTOR_BYTES - offset, written.bytes().length - done);
            if (reaches.test(number)) {
                byte[] content =
                        file.getOrDefault(sector, new byte[SECTOR_BYTES]).clone();
                System.arraycopy(written.bytes(), done, content, offset, bytes);
                file.put(sector, content);
            }
            done += bytes;
        }
    }

    private static byte[] content(NavigableMap<Long, byte[]> sectors) {
        byte[] content = new byte[sectors.isEmpty() ? 0 : (int) (sectors.lastKey() + 1) * SECTOR_BYTES];
        sectors.forEach(
                (sector, bytes) -> System.arraycopy(bytes, 0, content, (int) (sector * SECTOR_BYTES), SECTOR_BYTES));
        return content;
    }

    private void check(NavigableMap<Long, byte[]> sectors, long durable, String what) throws IOException {
        losses++;
        Path at = directory.resolve("loss" + losses);
        Files.createDirectory(at);
        Files.write(DataFile.in(at), content(sectors));
        try {
            StoreFile.check(at);
        } catch (StoreException refused) {
            // Before anything was promised, a file may not even be one.
            if (durable > 0) {
                throw new AssertionFailedError(what + ": " + refused.getMessage(), refused);
            }
            return;
        }
        try (LmdbStateStore store = LmdbStateStore.open(at, LmdbOptions.DEFAULT)) {
            int applied = (int) store.applied().index();
            assertTrue(applied >= durable, what + ": " + applied + " is left, " + durable + " was durable");
            TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
            if (applied > 0) {
                expected.put(
                        CommittingProcess.HEAD,
                        ByteBuffer.allocate(Integer.BYTES).putInt(applied).array());
            }
            for (int index = Math.max(1, applied - 49); index <= applied; index++) {
                expected.put(CommittingProcess.key(index), CommittingProcess.value(index));
            }
            try (RowCursor cursor = store.scan(new byte[0], null)) {
                for (var row : expected.entrySet()) {
                    assertTrue(cursor.next(), what);
                    assertArrayEquals(row.getKey(), cursor.key(), what);
                    assertArrayEquals(row.getValue(), cursor.value(), what);
                }
                assertFalse(cursor.next(), what);
            }
        } finally {
            Files.deleteIfExists(DataFile.in(at));
        }
    }
}
