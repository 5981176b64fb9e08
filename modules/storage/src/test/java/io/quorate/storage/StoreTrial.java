package io.quorate.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** Random work on a store and, side by side, on a sorted map; every answer and every reopened state must agree. */
final class StoreTrial {
    private static final int KEYS = 300;
    private static final int OPEN_SNAPSHOTS = 3;

    private record Pinned(StoreSnapshot snapshot, List<String> expected, AppliedMark mark) {}

    private final StateStoreContract provider;
    private final Random random;
    private final Deque<Pinned> pinned = new ArrayDeque<>();
    private StateStore store;
    private NavigableMap<byte[], byte[]> model = Rows.emptyMap();
    private boolean openBatch;

    /** The rows at each mark that a crash may bring back. */
    private final NavigableMap<Long, NavigableMap<byte[], byte[]>> history = new TreeMap<>();

    StoreTrial(StateStoreContract provider, long seed) {
        this.provider = provider;
        this.random = new Random(seed);
        this.store = provider.create();
        history.put(0L, Rows.emptyMap());
    }

    void run(int operations) {
        for (int i = 0; i < operations; i++) {
            step(random.nextInt(1000));
        }
        closePinned();
        store.close();
    }

    private void step(int dice) {
        if (dice < 450) {
            put();
        } else if (dice < 650) {
            delete();
        } else if (dice < 800) {
            get();
        } else if (dice < 850) {
            scan();
        } else if (dice < 940) {
            commit();
        } else if (dice < 970) {
            flush();
        } else if (dice < 990) {
            snapshot();
        } else if (dice < 993) {
            close();
        } else if (dice < 996) {
            crash();
        }
    }

    private void put() {
        byte[] key = key();
        byte[] value = new byte[random.nextInt(random.nextInt(100) == 0 ? 20_000 : 200)];
        random.nextBytes(value);
        store.put(key, value);
        model.put(key, value);
        openBatch = true;
    }

    private void delete() {
        byte[] key = key();
        store.delete(key);
        model.remove(key);
        openBatch = true;
    }

    private void get() {
        byte[] key = key();
        assertEquals(Rows.hex(model.get(key)), Rows.hex(store.get(key)));
    }

    private void scan() {
        byte[] from = random.nextInt(4) == 0 ? Rows.START : key();
        if (random.nextBoolean()) {
            assertEquals(Rows.hex(model.tailMap(from, true)), Rows.hex(store.scan(from, null)));
        } else {
            byte[] to = key();
            assertEquals(Rows.hex(range(from, to)), Rows.hex(store.scan(from, to)));
        }
    }

    private NavigableMap<byte[], byte[]> range(byte[] from, byte[] to) {
        return Arrays.compareUnsigned(from, to) < 0 ? model.subMap(from, true, to, false) : Rows.emptyMap();
    }

    private void commit() {
        long index = store.applied().index() + 1 + random.nextInt(3);
        store.commit(Rows.mark(index));
        openBatch = false;
        NavigableMap<byte[], byte[]> image = Rows.emptyMap();
        image.putAll(model);
        history.put(index, image);
        history.headMap(store.durable().index(), false).clear();
    }

    private void flush() {
        if (openBatch) {
            commit();
        }
        store.flush();
    }

    private void snapshot() {
        if (openBatch) {
            commit();
        }
        if (pinned.size() == OPEN_SNAPSHOTS) {
            checkAndClose(pinned.remove());
        }
        pinned.add(new Pinned(store.snapshot(), Rows.hex(model), store.applied()));
    }

    private void checkAndClose(Pinned pin) {
        try (StoreSnapshot snapshot = pin.snapshot()) {
            assertEquals(pin.mark(), snapshot.mark());
            assertEquals(pin.expected(), Rows.hex(snapshot.scan(Rows.START, null)));
        }
    }

    private void closePinned() {
        pinned.forEach(this::checkAndClose);
        pinned.clear();
    }

    private void close() {
        closePinned();
        if (openBatch) {
            commit();
        }
        AppliedMark last = store.applied();
        store.close();
        store = provider.reopened(store);
        assertEquals(last, store.applied());
        goOnFrom(last);
    }

    private void crash() {
        closePinned();
        AppliedMark last = store.applied();
        AppliedMark durable = store.durable();
        store = provider.crashed(store, random.nextBoolean());
        AppliedMark found = store.applied();
        assertTrue(found.index() >= durable.index(), () -> durable + " was durable, found " + found);
        assertTrue(found.index() <= last.index());
        goOnFrom(found);
    }

    private void goOnFrom(AppliedMark mark) {
        model = Rows.emptyMap();
        model.putAll(history.get(mark.index()));
        history.tailMap(mark.index(), false).clear();
        openBatch = false;
        assertEquals(Rows.hex(model), Rows.hex(store.scan(Rows.START, null)));
    }

    /** Few keys, so that they meet again; of many lengths, with low and high bytes. */
    private byte[] key() {
        int number = random.nextInt(KEYS);
        byte[] key = new byte[1 + number * 37 % (number % 20 == 0 ? StateStore.MAX_KEY_BYTES : 12)];
        new Random(number).nextBytes(key);
        return key;
    }
}
