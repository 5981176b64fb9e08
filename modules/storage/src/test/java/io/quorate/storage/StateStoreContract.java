package io.quorate.storage;

import static io.quorate.storage.Rows.bytes;
import static io.quorate.storage.Rows.delete;
import static io.quorate.storage.Rows.get;
import static io.quorate.storage.Rows.mark;
import static io.quorate.storage.Rows.put;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link StateStore} keeps. A provider's test implements this and so inherits the tests. */
public interface StateStoreContract {
    /** A new, empty store. */
    StateStore create();

    /** What a process finds that opens a store after its {@code close()}. */
    StateStore reopened(StateStore closed);

    /**
     * What a process finds after this store was killed without {@code close()}.
     *
     * @param lastFlushLost whether the power failed too, and took with it the last flush that was not yet durable
     */
    StateStore crashed(StateStore running, boolean lastFlushLost);

    /** Flushes until all is durable. */
    static void makeDurable(StateStore store) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!store.durable().equals(store.applied())) {
            assertTrue(System.nanoTime() < deadline, "not durable after 30 s: " + store.durable());
            store.flush();
            Thread.onSpinWait();
        }
    }

    @Test
    default void startsEmpty() {
        try (StateStore store = create()) {
            assertEquals(AppliedMark.NONE, store.applied());
            assertEquals(AppliedMark.NONE, store.durable());
            assertEquals(List.of(), Rows.of(store));
            assertNull(get(store, "a"));
        }
    }

    @Test
    default void readsItsWritesInTheOpenBatch() {
        try (StateStore store = create()) {
            put(store, "a", "1");
            put(store, "b", "2");
            put(store, "a", "3");
            delete(store, "b");
            delete(store, "never there");

            assertEquals("3", get(store, "a"));
            assertNull(get(store, "b"));
            assertEquals(List.of("a=3"), Rows.of(store));
            assertEquals(AppliedMark.NONE, store.applied());
        }
    }

    @Test
    default void keepsRowsAndMarkOverClose() {
        StateStore store = create();
        put(store, "a", "1");
        store.commit(new AppliedMark(7, 3));
        store.close();

        try (StateStore again = reopened(store)) {
            assertEquals(new AppliedMark(7, 3), again.applied());
            assertEquals(new AppliedMark(7, 3), again.durable());
            assertEquals(List.of("a=1"), Rows.of(again));
        }
    }

    @Test
    default void dropsTheOpenBatchOnClose() {
        StateStore store = create();
        put(store, "a", "1");
        store.commit(mark(1));
        makeDurable(store);
        put(store, "a", "2");
        put(store, "b", "2");
        store.close();

        try (StateStore again = reopened(store)) {
            assertEquals(mark(1), again.applied());
            assertEquals(List.of("a=1"), Rows.of(again));
        }
    }

    @Test
    default void flushesOnlyBetweenBatches() {
        try (StateStore store = create()) {
            put(store, "a", "1");
            assertThrows(IllegalStateException.class, store::flush);
            store.commit(mark(1));
            makeDurable(store);
            assertEquals(mark(1), store.durable());
        }
    }

    @Test
    default void keepsABatchWithoutRows() {
        StateStore store = create();
        store.commit(mark(5));
        makeDurable(store);

        try (StateStore again = crashed(store, true)) {
            assertEquals(mark(5), again.applied());
        }
    }

    @Test
    default void refusesAMarkThatDoesNotGrow() {
        try (StateStore store = create()) {
            store.commit(mark(5));
            assertThrows(IllegalArgumentException.class, () -> store.commit(mark(5)));
            assertThrows(IllegalArgumentException.class, () -> store.commit(mark(4)));
            assertEquals(mark(5), store.applied());
        }
    }

    @Test
    default void scansFromTheStartKeyUpToTheEndKey() {
        try (StateStore store = create()) {
            for (String key : List.of("d", "b", "a", "c")) {
                put(store, key, key);
            }
            assertEquals(List.of("b=b", "c=c"), Rows.of(store.scan(bytes("b"), bytes("d"))));
            assertEquals(List.of("c=c", "d=d"), Rows.of(store.scan(bytes("bb"), null)));
            assertEquals(List.of(), Rows.of(store.scan(bytes("b"), bytes("b"))));
            assertEquals(List.of(), Rows.of(store.scan(bytes("e"), null)));
            assertEquals(List.of(), Rows.of(store.scan(bytes("c"), bytes("b"))));
        }
    }

    @Test
    default void ordersKeysAsUnsignedBytes() {
        try (StateStore store = create()) {
            store.put(new byte[] {(byte) 0x80}, bytes("high"));
            store.put(new byte[] {0x7f, (byte) 0xff}, bytes("longer"));
            store.put(new byte[] {0x7f}, bytes("shorter"));
            store.put(new byte[] {0}, bytes("low"));
            store.commit(mark(1));
            List<String> sorted = List.of(
                    "00=" + hexOf("low"), "7f=" + hexOf("shorter"), "7fff=" + hexOf("longer"), "80=" + hexOf("high"));

            assertEquals(sorted, Rows.hex(store.scan(Rows.START, null)));
            makeDurable(store);
            assertEquals(sorted, Rows.hex(store.scan(Rows.START, null)));
        }
    }

    private static String hexOf(String text) {
        return Rows.hex(bytes(text));
    }

    @Test
    default void mergesNewRowsWithFlushedOnes() {
        try (StateStore store = create()) {
            for (String key : List.of("a", "b", "c", "d", "e")) {
                put(store, key, "old");
            }
            store.commit(mark(1));
            makeDurable(store);
            put(store, "b", "new");
            delete(store, "c");
            store.commit(mark(2));
            store.flush();
            delete(store, "d");
            put(store, "f", "new");
            put(store, "aa", "new");

            assertEquals(List.of("a=old", "aa=new", "b=new", "e=old", "f=new"), Rows.of(store));
            assertEquals(List.of("b=new", "e=old"), Rows.of(store.scan(bytes("b"), bytes("f"))));
            assertNull(get(store, "c"));
            assertNull(get(store, "d"));
        }
    }

    @Test
    default void deletedRowsStayDeletedOverFlushAndReopen() {
        StateStore store = create();
        put(store, "a", "1");
        put(store, "b", "1");
        store.commit(mark(1));
        makeDurable(store);
        delete(store, "a");
        store.commit(mark(2));
        makeDurable(store);
        assertEquals(List.of("b=1"), Rows.of(store));

        try (StateStore again = crashed(store, true)) {
            assertEquals(List.of("b=1"), Rows.of(again));
            put(again, "a", "2");
            assertEquals(List.of("a=2", "b=1"), Rows.of(again));
        }
    }

    @Test
    default void aCursorStaysAtItsEnd() {
        try (StateStore store = create()) {
            put(store, "a", "1");
            try (RowCursor cursor = store.scan(Rows.START, null)) {
                assertThrows(IllegalStateException.class, cursor::key);
                assertTrue(cursor.next());
                assertFalse(cursor.next());
                assertFalse(cursor.next());
                assertThrows(IllegalStateException.class, cursor::value);
            }
        }
    }

    @Test
    default void snapshotsDoNotMove() {
        try (StateStore store = create()) {
            put(store, "a", "1");
            put(store, "b", "1");
            store.commit(mark(1));
            makeDurable(store);
            put(store, "b", "2");
            store.commit(mark(2));
            try (StoreSnapshot snapshot = store.snapshot()) {
                for (int index = 3; index < 20; index++) {
                    put(store, "a", "v" + index);
                    delete(store, "b");
                    put(store, "c" + index, "new");
                    store.commit(mark(index));
                    makeDurable(store);
                }
                assertEquals(mark(2), snapshot.mark());
                assertEquals(List.of("a=1", "b=2"), Rows.of(snapshot));
                assertEquals(List.of("b=2"), Rows.of(snapshot.scan(bytes("b"), bytes("c"))));
            }
        }
    }

    @Test
    default void refusesASnapshotInAnOpenBatch() {
        try (StateStore store = create()) {
            put(store, "a", "1");
            assertThrows(IllegalStateException.class, store::snapshot);
        }
    }

    @Test
    default void takesTheLongestKeyAndRefusesLongerAndEmptyOnes() {
        StateStore store = create();
        byte[] longest = new byte[StateStore.MAX_KEY_BYTES];
        Arrays.fill(longest, (byte) 0xff);
        byte[] tooLong = Arrays.copyOf(longest, StateStore.MAX_KEY_BYTES + 1);
        store.put(longest, bytes("v"));
        assertThrows(IllegalArgumentException.class, () -> store.put(tooLong, bytes("v")));
        assertThrows(IllegalArgumentException.class, () -> store.put(Rows.START, bytes("v")));
        store.commit(mark(1));
        makeDurable(store);

        try (StateStore again = crashed(store, true)) {
            assertArrayEquals(bytes("v"), again.get(longest));
            assertEquals(1, Rows.of(again.scan(longest, null)).size());
            assertEquals(1, Rows.of(again.scan(longest, tooLong)).size());
            assertEquals(0, Rows.of(again.scan(tooLong, null)).size());
            assertNull(again.get(tooLong));
            assertNull(again.get(Rows.START));
        }
    }

    @Test
    default void takesLongAndEmptyValues() {
        StateStore store = create();
        byte[] value = new byte[1 << 20];
        new Random(1).nextBytes(value);
        for (int i = 0; i < 5; i++) {
            store.put(bytes("long" + i), value);
        }
        store.put(bytes("none"), new byte[0]);
        store.commit(mark(1));
        makeDurable(store);

        try (StateStore again = crashed(store, true);
                RowCursor cursor = again.scan(Rows.START, null)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(cursor.next());
                assertArrayEquals(value, cursor.value());
                assertArrayEquals(value, again.get(bytes("long" + i)));
            }
            assertArrayEquals(new byte[0], again.get(bytes("none")));
        }
    }

    @Test
    default void isReplacedAsAWhole() {
        StateStore other = new MemoryStateStore();
        put(other, "a", "new");
        put(other, "c", "new");
        other.commit(mark(500));
        StateStore store = create();
        put(store, "a", "old");
        put(store, "b", "old");
        store.commit(mark(7));
        store.flush();
        put(store, "d", "open");
        try (StoreSnapshot snapshot = other.snapshot();
                RowCursor rows = snapshot.scan(Rows.START, null)) {
            store.replace(rows, snapshot.mark());
        }
        assertEquals(List.of("a=new", "c=new"), Rows.of(store));
        assertEquals(mark(500), store.applied());
        assertEquals(mark(500), store.durable());
        try (StateStore found = crashed(store, true)) {
            assertEquals(List.of("a=new", "c=new"), Rows.of(found));
            assertEquals(mark(500), found.applied());
            put(found, "b", "newer");
            found.commit(mark(501));
            assertEquals(List.of("a=new", "b=newer", "c=new"), Rows.of(found));
        }
    }

    /** As when another node's state has most of what this one has: rows come from a snapshot of this store. */
    @Test
    default void replacesItsRowsBySomeOfItsOwn() {
        try (StateStore store = create()) {
            for (int i = 0; i < 5_000; i++) {
                put(store, "k" + (1_000_000 + i), "value " + i);
            }
            store.commit(mark(1));
            makeDurable(store);
            put(store, "k1000001", "newer");
            store.commit(mark(2));
            try (StoreSnapshot own = store.snapshot()) {
                put(store, "k1000002", "not of the snapshot");
                store.commit(mark(3));
                try (RowCursor rows = own.scan(bytes("k1000001"), bytes("k1004000"))) {
                    store.replace(rows, mark(9));
                }
                List<String> some = Rows.of(store);
                assertEquals(3_999, some.size());
                assertEquals("k1000001=newer", some.get(0));
                assertEquals("k1000002=value 2", some.get(1));
                assertEquals(5_000, Rows.of(own).size());
            }
        }
    }

    @Test
    default void aReplacementThatFailsChangesNothing() {
        StateStore store = create();
        put(store, "a", "1");
        put(store, "b", "1");
        store.commit(mark(1));
        try (StoreSnapshot own = store.snapshot()) {
            RowCursor damaged = new RowCursor() {
                private final RowCursor rows = own.scan(Rows.START, null);
                private boolean first = true;

                @Override
                public boolean next() {
                    if (!first) {
                        throw new DamagedStateException("a row is damaged");
                    }
                    first = false;
                    return rows.next();
                }

                @Override
                public byte[] key() {
                    return rows.key();
                }

                @Override
                public byte[] value() {
                    return rows.value();
                }

                @Override
                public void close() {
                    rows.close();
                }
            };
            assertThrows(DamagedStateException.class, () -> store.replace(damaged, mark(9)));
        }
        assertEquals(List.of("a=1", "b=1"), Rows.of(store));
        assertEquals(mark(1), store.applied());
        put(store, "c", "1");
        store.commit(mark(2));
        makeDurable(store);
        try (StateStore found = crashed(store, false)) {
            assertEquals(List.of("a=1", "b=1", "c=1"), Rows.of(found));
            assertEquals(mark(2), found.applied());
        }
    }

    @Test
    default void becomesDurableWhenIdle() {
        try (StateStore store = create()) {
            put(store, "a", "1");
            store.commit(mark(1));
            makeDurable(store);
            assertEquals(mark(1), store.durable());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    default void behavesAsASortedMap(long seed) {
        new StoreTrial(this, seed).run(10_000);
    }
}
