package io.quorate.storage.lmdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.RowCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A byte or a sector of a store's file is not what it was: a start finds it, or who reads it, or it makes no difference. What none
 * of them finds, and a comparison with the rows of another node would, is counted too: it was served, and there must be none.
 */
class DamagedFileTest {
    private static final int ROUNDS = Integer.getInteger("damage.rounds", 500);
    private static final int SECTOR_BYTES = 512;
    private static final int PAGE_BYTES = 4096;
    private static final byte[] START = {};

    /** Who finds a damage, the first one first. */
    private enum Found {
        AT_THE_START,
        WHEN_READ,
        BY_COMPARISON,
        NO_DIFFERENCE
    }

    /** Where damage lay, and what came of it. */
    private final TreeMap<String, Map<Found, Integer>> windows = new TreeMap<>();

    @TempDir
    private Path directory;

    @Test
    void damageIsFoundBeforeItIsServedOrMakesNoDifference() throws IOException {
        Map<byte[], byte[]> rows = rows();
        Path sound = directory.resolve("sound");
        write(sound, rows);
        StoreFile.check(sound);
        byte[] whole = RowSum.of(rows);
        try (LmdbStateStore store = LmdbStateStore.open(sound, LmdbOptions.DEFAULT)) {
            assertArrayEquals(whole, RowSum.of(store));
        }
        byte[] content = Files.readAllBytes(DataFile.in(sound));
        String[] places = places(content);
        Path damaged = Files.createDirectories(directory.resolve("damaged"));
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(round);
            byte[] copy = content.clone();
            int at = damage(copy, random);
            Files.write(DataFile.in(damaged), copy);
            Found how = isFound(damaged)
                    ? Found.AT_THE_START
                    : look(rows, whole, damaged, "round " + round + ", byte " + at);
            windows.computeIfAbsent(places[at / PAGE_BYTES], none -> new EnumMap<>(Found.class))
                    .merge(how, 1, Integer::sum);
        }
        System.out.println("damage of the LMDB file, rounds: " + ROUNDS);
        windows.forEach((where, counts) -> System.out.printf(
                "  %-12s found at the start %5d, when read %5d, by comparison %5d, no difference %5d%n",
                where,
                counts.getOrDefault(Found.AT_THE_START, 0),
                counts.getOrDefault(Found.WHEN_READ, 0),
                counts.getOrDefault(Found.BY_COMPARISON, 0),
                counts.getOrDefault(Found.NO_DIFFERENCE, 0)));
        int found = count(Found.AT_THE_START) + count(Found.WHEN_READ);
        assertTrue(found > ROUNDS / 2, found + " were found");
        assertEquals(0, count(Found.BY_COMPARISON), "only a comparison would have found them");
    }

    private int count(Found how) {
        return windows.values().stream()
                .mapToInt(counts -> counts.getOrDefault(how, 0))
                .sum();
    }

    private static int damage(byte[] content, SplittableRandom random) {
        if (random.nextBoolean()) {
            int at = random.nextInt(content.length);
            content[at] ^= (byte) (1 + random.nextInt(255));
            return at;
        }
        byte[] sector = new byte[SECTOR_BYTES];
        if (random.nextBoolean()) {
            random.nextBytes(sector);
        }
        int at = random.nextInt(content.length / SECTOR_BYTES) * SECTOR_BYTES;
        System.arraycopy(sector, 0, content, at, SECTOR_BYTES);
        return at;
    }

    private static boolean isFound(Path directory) {
        try {
            StoreFile.check(directory);
            return false;
        } catch (DamagedStateException damage) {
            assertTrue(
                    damage.getMessage().contains(DataFile.in(directory) + " is damaged: ")
                            && damage.getMessage().contains("restore the directory"),
                    damage.getMessage());
            return true;
        }
    }

    /** Reads everything; fails when what a reader got differs though the sums do not. */
    private static Found look(Map<byte[], byte[]> rows, byte[] whole, Path directory, String what) {
        try (LmdbStateStore store = LmdbStateStore.open(directory, LmdbOptions.DEFAULT)) {
            boolean differs = false;
            boolean met = false;
            for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
                try {
                    differs |= !Arrays.equals(row.getValue(), store.get(row.getKey()));
                } catch (DamagedStateException damage) {
                    met = true;
                }
            }
            byte[] found;
            try {
                found = RowSum.of(store);
            } catch (DamagedStateException damage) {
                assertTrue(met, what + ": single reads meet what a scan met");
                return Found.WHEN_READ;
            }
            assertFalse(met, what + ": a scan meets what single reads met");
            boolean isEqual = Arrays.equals(whole, found);
            assertTrue(!isEqual || !differs, what + ": the sums are equal, and single reads gave other rows");
            return isEqual ? Found.NO_DIFFERENCE : Found.BY_COMPARISON;
        }
    }

    @Test
    void theSumNoticesARowThatIsMissingOrAnother() {
        Map<byte[], byte[]> rows = rows();
        byte[] whole = RowSum.of(rows);
        byte[] first = rows.keySet().iterator().next();
        byte[] value = rows.put(first, new byte[] {1});
        assertFalse(Arrays.equals(whole, RowSum.of(rows)), "another value");
        rows.remove(first);
        assertFalse(Arrays.equals(whole, RowSum.of(rows)), "a row less");
        rows.put(first, value);
        assertArrayEquals(whole, RowSum.of(rows));
    }

    /** What each page is. */
    private static String[] places(byte[] content) {
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        String[] places = new String[content.length / PAGE_BYTES];
        for (int page = 0; page < places.length; page++) {
            if (places[page] == null) {
                int flags = file.getShort(page * PAGE_BYTES + 10) & 0xf;
                places[page] = flags == 8 ? "meta page" : flags == 1 ? "branch" : flags == 2 ? "leaf" : "long value";
                int pages = flags == 4 ? file.getInt(page * PAGE_BYTES + 12) : 1;
                Arrays.fill(places, page, Math.min(page + pages, places.length), places[page]);
            }
        }
        return places;
    }

    private static Map<byte[], byte[]> rows() {
        SplittableRandom random = new SplittableRandom(1);
        Map<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < 2_000; i++) {
            byte[] key = ByteBuffer.allocate(16).putLong(i % 7).putLong(i * 31L).array();
            rows.put(key, value(random));
        }
        return rows;
    }

    private static byte[] value(SplittableRandom random) {
        byte[] value = new byte[random.nextInt(40) == 0 ? 3_000 + random.nextInt(10_000) : random.nextInt(140)];
        random.nextBytes(value);
        return value;
    }

    /** In several transactions, and with rows that were there for a while. */
    private static void write(Path directory, Map<byte[], byte[]> rows) {
        try (LmdbStateStore store = LmdbStateStore.open(directory, LmdbOptions.DEFAULT.withGeneration(1 << 20, 300))) {
            int index = 0;
            for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
                store.put(row.getKey(), row.getValue());
                byte[] brief = Arrays.copyOf(row.getKey(), 20);
                store.put(brief, row.getValue());
                store.commit(new AppliedMark(++index, 1));
                store.flush();
                store.delete(brief);
                store.commit(new AppliedMark(++index, 1));
            }
        }
    }

    /** A check that finds fault with a sound file would cost a node its state. */
    @Test
    void whateverAStoreWritesIsSound() {
        SplittableRandom random = new SplittableRandom(7);
        int checks = 0;
        for (int life = 0; life < 40; life++) {
            Path at = directory.resolve("life");
            try (LmdbStateStore store = LmdbStateStore.open(at, LmdbOptions.DEFAULT.withGeneration(1 << 20, 40))) {
                long index = store.applied().index();
                int keys = 10 << random.nextInt(9);
                for (int batch = 0; batch < 100; batch++) {
                    for (int i = random.nextInt(12); i > 0; i--) {
                        byte[] key = ByteBuffer.allocate(4 + random.nextInt(2) * 300)
                                .putInt(random.nextInt(keys))
                                .array();
                        if (random.nextInt(3) == 0) {
                            store.delete(key);
                        } else {
                            store.put(key, value(random));
                        }
                    }
                    store.commit(new AppliedMark(++index, 1));
                    if (random.nextInt(20) == 0) {
                        store.flush();
                    }
                }
                if (life % 9 == 8) {
                    try (LmdbStateStore other =
                                    LmdbStateStore.open(directory.resolve("life" + life), LmdbOptions.DEFAULT);
                            RowCursor few = other.scan(START, null)) {
                        store.replace(few, new AppliedMark(++index, 1));
                    }
                }
            }
            assertDoesNotThrow(() -> StoreFile.check(at));
            checks++;
        }
        assertEquals(40, checks);
    }

    @Test
    void aFileThatLostItsLastTransactionIsSound() {
        Path killed = directory.resolve("killed");
        LmdbStateStore store =
                LmdbStateStore.open(directory.resolve("store"), LmdbOptions.DEFAULT.withGeneration(1, 1));
        SplittableRandom random = new SplittableRandom(3);
        for (int index = 1; index <= 200; index++) {
            store.put(ByteBuffer.allocate(4).putInt(random.nextInt(60)).array(), value(random));
            store.commit(new AppliedMark(index, 1));
        }
        DataFile.killed(store, killed, true);
        StoreFile.check(killed);
        try (LmdbStateStore again = LmdbStateStore.open(killed, LmdbOptions.DEFAULT)) {
            assertEquals(199, again.applied().index());
        }
    }

    @Test
    void theGoldenFileAndADirectoryWithoutAFileAreSound() throws IOException {
        StoreFile.check(directory);
        try (var golden = DamagedFileTest.class.getResourceAsStream("/store-format-1.mdb")) {
            assertNotNull(golden);
            Files.copy(golden, DataFile.in(directory));
        }
        StoreFile.check(directory);
    }
}
