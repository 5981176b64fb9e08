package io.quorate.storage.lmdb;

import static io.quorate.storage.Rows.bytes;
import static io.quorate.storage.Rows.delete;
import static io.quorate.storage.Rows.get;
import static io.quorate.storage.Rows.mark;
import static io.quorate.storage.Rows.put;
import static io.quorate.storage.StateStoreContract.makeDurable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.RowCursor;
import io.quorate.storage.Rows;
import io.quorate.storage.StoreException;
import io.quorate.storage.StoreSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Txn;

class LmdbStateStoreTest {
    private static final int BATCHES = 10;
    private static final LmdbOptions ONE_BATCH = LmdbOptions.DEFAULT.withGeneration(1, 1);
    private static final LmdbOptions TEN_ROWS = LmdbOptions.DEFAULT.withGeneration(1 << 20, BATCHES);

    @TempDir
    Path directory;

    private LmdbStateStore open(LmdbOptions options) {
        return LmdbStateStore.open(directory, options);
    }

    @Test
    void aFlushIsDurableAfterTheNextOne() {
        try (LmdbStateStore store = open(ONE_BATCH)) {
            for (int index = 1; index <= 5; index++) {
                put(store, "a", "v" + index);
                store.commit(mark(index));
                store.awaitFlushed();
                assertEquals(index - 1, store.durable().index());
            }
        }
    }

    @Test
    void whatComesAndGoesWithinAGenerationLeavesNoTrace() {
        try (LmdbStateStore store = open(TEN_ROWS)) {
            for (int index = 1; index <= 10 * BATCHES; index++) {
                put(store, "result" + index, "v");
                delete(store, "result" + (index - 1));
                store.commit(mark(index));
            }
            store.awaitFlushed();
            assertEquals(AppliedMark.NONE, store.flushed());
        }
    }

    @Test
    void whatMayHaveComeToTheFileIsDeletedThere() {
        try (LmdbStateStore store = open(TEN_ROWS)) {
            put(store, "a", "v");
            store.commit(mark(1));
            store.flush();
            store.awaitFlushed();
            put(store, "b", "v");
            store.commit(mark(2));
            // The first flush is in the file, the second one under way: the reader may see neither row yet.
            store.flush();
            delete(store, "a");
            delete(store, "b");
            store.commit(mark(3));
            makeDurable(store);
            assertEquals(List.of(), Rows.of(store));
        }
        try (LmdbStateStore again = open(TEN_ROWS)) {
            assertEquals(List.of(), Rows.of(again));
        }
    }

    @Test
    void opensAtTheTransactionBeforeWhenTheLastOneIsLost(@TempDir Path after) {
        LmdbStateStore store = open(ONE_BATCH);
        for (int index = 1; index <= 5; index++) {
            put(store, "a", "v" + index);
            put(store, "b" + index, "v");
            store.commit(mark(index));
        }
        store.awaitFlushed();
        AppliedMark durable = store.durable();
        DataFile.killed(store, after, true);

        try (LmdbStateStore again = LmdbStateStore.open(after, ONE_BATCH)) {
            assertEquals(mark(4), again.applied());
            assertEquals(durable, again.applied());
            assertEquals(List.of("a=v4", "b1=v", "b2=v", "b3=v", "b4=v"), Rows.of(again));
        }
    }

    @Test
    void opensAnOlderCopyAtItsMark(@TempDir Path older) {
        try (LmdbStateStore store = open(ONE_BATCH)) {
            put(store, "a", "1");
            store.commit(mark(1));
            store.awaitFlushed();
            DataFile.copy(store.file().path(), older);
            put(store, "a", "2");
            store.commit(mark(2));
            store.awaitFlushed();
            try (LmdbStateStore again = LmdbStateStore.open(older, ONE_BATCH)) {
                assertTrue(again.applied().index() >= store.durable().index());
                assertEquals(List.of("a=1"), Rows.of(again));
            }
        }
    }

    @Test
    void rowsThatDoNotOutliveAGenerationNeverReachTheFile() {
        LmdbStateStore store = open(LmdbOptions.DEFAULT);
        put(store, "short", "lived");
        store.commit(mark(1));
        delete(store, "short");
        put(store, "long", "lived");
        store.commit(mark(2));
        makeDurable(store);
        try (Txn<ByteBuffer> txn = store.file().env().txnRead()) {
            assertEquals(1, store.file().rows().stat(txn).entries);
        }
        store.close();
    }

    @Test
    void aDamagedValueIsNeverServed() {
        byte[] value = bytes("a value that is easy to find in the file");
        try (LmdbStateStore store = open(LmdbOptions.DEFAULT)) {
            put(store, "a", "sound");
            store.put(bytes("b"), value);
            store.commit(mark(1));
        }
        DataFile.damage(directory, value);

        try (LmdbStateStore store = open(LmdbOptions.DEFAULT)) {
            assertEquals("sound", get(store, "a"));
            StoreException error = assertThrows(StoreException.class, () -> get(store, "b"));
            assertTrue(error.getMessage().contains("key 62 in " + DataFile.in(directory)), error.getMessage());
            assertTrue(error.getMessage().contains("restore the directory"), error.getMessage());
            assertThrows(StoreException.class, () -> Rows.of(store));
            try (StoreSnapshot snapshot = store.snapshot()) {
                assertThrows(StoreException.class, () -> Rows.of(snapshot));
            }
        }
    }

    @Test
    void commitsWaitWhenTwoGenerationsAreFull() throws InterruptedException {
        AtomicLong applied = new AtomicLong();
        LmdbStateStore store = open(TEN_ROWS);
        Txn<ByteBuffer> writeLock = store.file().env().txnWrite();
        Thread owner = new Thread(() -> {
            for (int index = 1; index <= 10 * BATCHES; index++) {
                put(store, "key" + index, "value");
                store.commit(mark(index));
                applied.set(index);
            }
        });
        owner.start();
        awaitState(owner, Thread.State.WAITING);
        // The first generation waits for the write lock, the second for the first; its last commit has not returned.
        assertEquals(2 * BATCHES - 1, applied.get());

        writeLock.close();
        owner.join(Duration.ofSeconds(60).toMillis());
        assertEquals(10 * BATCHES, applied.get());
        store.awaitFlushed();
        assertEquals(10 * BATCHES, store.flushed().index());
        // All but the last flush, which may have taken both generations that waited.
        assertTrue(store.durable().index() >= 8 * BATCHES, store.durable()::toString);
        store.close();
    }

    @Test
    void saysHowFullItIs() {
        LmdbStateStore store = open(TEN_ROWS);
        assertEquals(0, store.fullPercent());
        try (Txn<ByteBuffer> writeLock = store.file().env().txnWrite()) {
            for (int index = 1; index < 2 * BATCHES; index++) {
                put(store, "key" + index, "value");
                store.commit(mark(index));
                assertEquals(100 * index / (2 * BATCHES), store.fullPercent());
            }
            assertFalse(writeLock.isReadOnly());
        }
        store.awaitFlushed();
        store.flush();
        store.awaitFlushed();
        put(store, "key0", "value");
        store.commit(mark(2 * BATCHES));
        assertEquals(100 / (2 * BATCHES), store.fullPercent());
        store.close();
    }

    @Test
    void snapshotsKeepTheirRowsWhileNothingCanBeWritten() {
        LmdbStateStore store = open(LmdbOptions.DEFAULT);
        List<StoreSnapshot> snapshots = new ArrayList<>();
        try (Txn<ByteBuffer> writeLock = store.file().env().txnWrite()) {
            for (int index = 1; index <= 8; index++) {
                put(store, "a", "v" + index);
                store.commit(mark(index));
                snapshots.add(store.snapshot());
                delete(store, "a");
                put(store, "b" + index, "v");
                assertEquals(index, Rows.of(store).size());
                put(store, "a", "w");
            }
            assertFalse(writeLock.isReadOnly());
        }
        store.commit(mark(9));
        makeDurable(store);
        for (int index = 1; index <= 8; index++) {
            StoreSnapshot snapshot = snapshots.get(index - 1);
            assertEquals(mark(index), snapshot.mark());
            assertEquals("a=v" + index, Rows.of(snapshot).get(0));
            assertEquals(index, Rows.of(snapshot).size());
            snapshot.close();
        }
        store.close();
    }

    private static void awaitState(Thread thread, Thread.State state) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (thread.getState() != state) {
            assertTrue(System.nanoTime() < deadline, () -> thread + " is " + thread.getState());
            Thread.onSpinWait();
        }
    }

    @Test
    void aFlushDuringAnotherOneIsDoneToo() {
        LmdbStateStore store = open(LmdbOptions.DEFAULT);
        try (Txn<ByteBuffer> writeLock = store.file().env().txnWrite()) {
            put(store, "a", "1");
            store.commit(mark(1));
            store.flush();
            put(store, "b", "2");
            store.commit(mark(2));
            store.flush();
            put(store, "c", "3");
            store.commit(mark(3));
            store.flush();
            assertEquals(List.of("a=1", "b=2", "c=3"), Rows.of(store));
            assertFalse(writeLock.isReadOnly());
        }
        store.awaitFlushed();
        assertEquals(mark(3), store.durable());
        put(store, "b", "4");
        store.commit(mark(4));
        assertEquals(List.of("a=1", "b=4", "c=3"), Rows.of(store));
        store.close();

        try (LmdbStateStore again = open(LmdbOptions.DEFAULT)) {
            assertEquals(List.of("a=1", "b=4", "c=3"), Rows.of(again));
        }
    }

    @Test
    void aFullMapIsThrownByTheNextCommitAndCostsNothingDurable() {
        LmdbStateStore store =
                open(LmdbOptions.DEFAULT.withGeneration(16 << 20, 1).withMapBytes(LmdbOptions.MIN_MAP_BYTES));
        put(store, "a", "1");
        store.commit(mark(1));
        makeDurable(store);
        store.put(bytes("large"), new byte[2 << 20]);
        store.commit(mark(2));
        StoreException error = assertThrows(StoreException.class, store::awaitFlushed);
        assertTrue(error.getMessage().contains("map size of 1048576 bytes"), error.getMessage());

        put(store, "b", "3");
        assertThrows(StoreException.class, () -> store.commit(mark(3)));
        assertThrows(StoreException.class, store::flush);
        assertEquals(mark(1), store.durable());
        assertThrows(StoreException.class, store::close);

        try (LmdbStateStore again = open(LmdbOptions.DEFAULT)) {
            assertEquals(mark(1), again.applied());
            assertEquals(List.of("a=1"), Rows.of(again));
        }
    }

    @Test
    void snapshotsAreReadOnAnotherThread() {
        try (LmdbStateStore store = open(TEN_ROWS)) {
            for (int index = 1; index <= 1000; index++) {
                put(store, String.format("key%04d", index), "1");
                store.commit(mark(index));
            }
            StoreSnapshot snapshot = store.snapshot();
            CompletableFuture<List<String>> rows = CompletableFuture.supplyAsync(() -> Rows.of(snapshot));
            for (int index = 1001; index <= 2000; index++) {
                delete(store, String.format("key%04d", index - 1000));
                store.commit(mark(index));
            }
            assertEquals(1000, rows.join().size());
            snapshot.close();
            assertEquals(List.of(), Rows.of(store));
        }
    }

    @Test
    void closingTheStoreEndsItsSnapshotsAndReads() {
        LmdbStateStore store = open(LmdbOptions.DEFAULT);
        put(store, "a", "1");
        store.commit(mark(1));
        StoreSnapshot snapshot = store.snapshot();
        store.close();
        store.close();

        assertThrows(IllegalStateException.class, () -> snapshot.scan(Rows.START, null));
        assertThrows(IllegalStateException.class, () -> get(store, "b"));
        assertThrows(IllegalStateException.class, () -> store.commit(mark(2)));
        assertThrows(IllegalStateException.class, store::flush);
        assertThrows(IllegalStateException.class, store::snapshot);
        snapshot.close();
    }

    @Test
    void leavesNoThreadBehind() {
        LmdbStateStore store = open(LmdbOptions.DEFAULT);
        assertTrue(storeThreadRuns());
        store.close();
        assertFalse(storeThreadRuns());
    }

    private static boolean storeThreadRuns() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(Flusher.THREAD_NAME));
    }

    @Test
    void scansFromTheHeadOfAMillionRowsWhoseFirstAreDeleted() {
        int rows = 1_000_000;
        try (LmdbStateStore store = open(LmdbOptions.DEFAULT)) {
            for (int i = 0; i < rows; i++) {
                store.put(key(i), bytes("value"));
            }
            store.commit(mark(1));
            makeDurable(store);
            for (int i = 0; i < rows - 1000; i++) {
                store.delete(key(i));
                if (i % 10_000 == 0) {
                    store.commit(mark(2 + i));
                    assertFirst(store.scan(key(i), null), i + 1);
                }
            }
            store.commit(mark(rows));
            assertFirst(store.scan(Rows.START, null), rows - 1000);
            assertEquals(1000, Rows.of(store).size());
        }
    }

    private static void assertFirst(RowCursor cursor, int number) {
        try (cursor) {
            assertTrue(cursor.next());
            assertEquals(number, ByteBuffer.wrap(cursor.key()).getInt());
        }
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }
}
