package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.NodeId;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.storage.lmdb.LmdbStateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateQuarantineTest {
    private static final byte[] KEY = {1, 2};
    private static final byte[] VALUE = {3};

    @TempDir
    Path directory;

    private DataDirectory data;
    private LmdbStateStore store;

    @BeforeEach
    void open() throws Exception {
        data = DataDirectory.open(directory, new NodeId(1), Optional.empty());
        store = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        data.close();
    }

    private void reopen() throws Exception {
        close();
        open();
    }

    private StateQuarantine quarantine() throws Exception {
        return StateQuarantine.open(data, store);
    }

    @Test
    void keepsTheStateAsItIsOnTheDisk() throws Exception {
        store.put(KEY, VALUE);
        store.commit(new AppliedMark(7, 2));
        reopen();
        quarantine().begin();
        try (LmdbStateStore copy = LmdbStateStore.open(data.quarantine().resolve("state"), LmdbOptions.DEFAULT)) {
            assertArrayEquals(VALUE, copy.get(KEY));
            assertEquals(new AppliedMark(7, 2), copy.applied());
        }
    }

    @Test
    void whatAnAttemptLeftThatFailedIsNoObstacle() throws Exception {
        Path left = Files.createDirectories(directory.resolve("quarantine.new").resolve("state"));
        Files.writeString(left.resolve("data.mdb"), "half a copy");
        assertFalse(quarantine().isPending());
        quarantine().begin();
        assertTrue(quarantine().isPending());
        assertFalse(Files.exists(directory.resolve("quarantine.new")));
    }

    @Test
    void outlivesTheProcess() throws Exception {
        assertFalse(quarantine().isPending());
        quarantine().begin();
        reopen();
        assertTrue(quarantine().isPending());
        assertEquals(OptionalLong.empty(), quarantine().replacedAt());
        quarantine().replaced(77);
        reopen();
        assertFalse(quarantine().isPending());
        assertEquals(OptionalLong.of(77), quarantine().replacedAt());
    }

    @Test
    void saysWhatToDoWhenItIsDamaged() throws Exception {
        quarantine().begin();
        quarantine().replaced(77);
        Files.writeString(data.quarantine().resolve("replaced-at"), "soon");
        StartException damaged = assertThrows(StartException.class, this::quarantine);
        assertTrue(damaged.getMessage().contains("replaced-at is damaged; delete its directory"), damaged.getMessage());
    }
}
