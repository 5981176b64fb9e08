package io.quorate.storage.lmdb;

import static io.quorate.storage.Rows.get;
import static io.quorate.storage.Rows.mark;
import static io.quorate.storage.Rows.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The applied index and the rows of its entry are in one transaction, so that no crash leaves one without the other. */
class Etcd13766Test {
    private static final int CRASHES = 12;
    private static final LmdbOptions THREE_ROWS = LmdbOptions.DEFAULT.withGeneration(1 << 20, 3);

    @TempDir
    Path directory;

    private void killedAndOpened(boolean lastFlushLost) {
        Path at = directory.resolve("0");
        for (int crash = 1; crash <= CRASHES; crash++) {
            LmdbStateStore store = LmdbStateStore.open(at, THREE_ROWS);
            long applied = store.applied().index();
            if (applied > 0) {
                assertEquals(Long.toString(applied), get(store, "index"));
                assertEquals("v", get(store, "row-" + applied));
            }
            for (long index = applied + 1; index <= applied + 4 + crash % 5; index++) {
                put(store, "index", Long.toString(index));
                put(store, "row-" + index, "v");
                store.commit(mark(index));
            }
            at = directory.resolve(Integer.toString(crash));
            DataFile.killed(store, at, lastFlushLost);
        }
        try (LmdbStateStore store = LmdbStateStore.open(at, THREE_ROWS)) {
            assertTrue(store.applied().index() > CRASHES, store.applied() + " is how far it came");
        }
    }

    @Test
    void etcd13766AKilledStoreOpensWithTheRowsOfItsIndex() {
        killedAndOpened(false);
    }

    @Test
    void etcd13514AStoreThatLostItsLastFlushOpensWithTheRowsOfItsIndex() {
        killedAndOpened(true);
    }
}
