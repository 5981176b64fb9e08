package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.FileDisk;
import io.quorate.log.KnownPeers;
import io.quorate.log.LogFaultException;
import io.quorate.log.NodeId;
import io.quorate.log.Wal;
import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import io.quorate.server.config.ServerConfiguration;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.storage.lmdb.LmdbStateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This is node 1, whose log is damaged. */
class NodeLogTest {
    private static final int ENTRIES = 10;

    @TempDir
    private Path directory;

    private ServerConfiguration configuration;
    private DataDirectory data;

    @BeforeEach
    void write() throws Exception {
        configuration = ServerConfiguration.load(
                Optional.empty(),
                Map.of(),
                Map.of("data.directory", directory.toString(), "log.segment-size", "8 MiB", "log.ready-segments", "1"));
        data = DataDirectory.open(directory, new NodeId(1), Optional.empty());
        // It has met another node, which may be gone for good.
        data.write(KnownPeers.FILE, "2 somewhere\n".getBytes(StandardCharsets.US_ASCII));
        try (Wal wal = open()) {
            wal.save(0, new HardState(4, 1, ENTRIES));
            for (long index = 1; index <= ENTRIES; index++) {
                wal.append(0, Entry.command(index, 4, new byte[100]));
                wal.sync();
            }
            wal.mark();
        }
        Path segment = segment();
        byte[] content = Files.readAllBytes(segment);
        content[700] ^= 1;
        Files.write(segment, content);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    private Path segment() throws IOException {
        return data.log().resolve("wal-0000000000000001");
    }

    private Wal open() throws Exception {
        return NodeLog.open(data, FileDisk.open(data.log()), configuration, Runnable::run);
    }

    private void state(List<Integer> voters) throws IOException {
        try (LmdbStateStore store = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT)) {
            store.put(Keys.members(), StateRows.MEMBERS.encode(new Members(voters, List.of())));
            store.commit(new AppliedMark(ENTRIES, 4));
        }
    }

    @Test
    void isGivenUpWhenOthersVoteAndTheStateIsKeptForALook() throws Exception {
        state(List.of(1, 2, 3));
        for (int start = 0; start < 2; start++) {
            try (Wal wal = open()) {
                assertTrue(wal.hasBegunAnew(0));
                assertEquals(new HardState(5, 0, 0, 4), wal.hardState(0));
            }
            assertTrue(StateQuarantine.isPending(data));
            try (LmdbStateStore kept = LmdbStateStore.open(data.quarantine().resolve("state"), LmdbOptions.DEFAULT)) {
                assertEquals(new AppliedMark(ENTRIES, 4), kept.applied());
            }
            try (LmdbStateStore fresh = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT)) {
                assertEquals(AppliedMark.NONE, fresh.applied());
            }
        }
    }

    @Test
    void isNotGivenUpByTheOnlyVoterWhoeverWasThereBefore() throws Exception {
        state(List.of(1));
        byte[] before = Files.readAllBytes(segment());
        LogFaultException refused = assertThrows(LogFaultException.class, this::open);
        assertTrue(refused.getMessage().startsWith("The log is damaged"), refused.getMessage());
        assertArrayEquals(before, Files.readAllBytes(segment()));
        assertFalse(Files.exists(data.quarantine()));
        try (LmdbStateStore whole = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT)) {
            assertEquals(ENTRIES, whole.applied().index());
        }
    }

    @Test
    void withoutAStateThatTellsItIsGivenUpIfOthersWereMet() throws Exception {
        try (Wal wal = open()) {
            assertTrue(wal.hasBegunAnew(0));
        }
    }

    @Test
    void isNotGivenUpWhereAStateWasReplacedBefore() throws Exception {
        state(List.of(1, 2, 3));
        data.keepInQuarantine(draft -> Files.createDirectory(draft.resolve("state")));
        data.writeInQuarantine("replaced-at", "7".getBytes(StandardCharsets.US_ASCII));
        StartException refused = assertThrows(StartException.class, this::open);
        assertTrue(refused.getMessage().contains("that has happened before"), refused.getMessage());
        assertTrue(Files.exists(segment()), "the log is where it was");
    }

    /** The process ended between the two. */
    @Test
    void beginsWithAStateThatWasReplacedThoughItHasNotLearnedOfThat() throws Exception {
        state(List.of(1, 2, 3));
        try (Wal wal = open()) {
            wal.installing(0, ENTRIES + 3, 5, Configuration.of(new TreeSet<>(List.of(1, 2, 3)), new TreeSet<>()));
            wal.sync();
        }
        try (LmdbStateStore store = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT)) {
            store.commit(new AppliedMark(ENTRIES + 3, 5));
        }
        data.writeInQuarantine("replaced-at", Long.toString(ENTRIES + 3).getBytes(StandardCharsets.US_ASCII));
        try (Wal wal = open()) {
            wal.completeInstallation(0, ENTRIES + 3);
            assertFalse(wal.hasBegunAnew(0));
        }
        try (LmdbStateStore store = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT)) {
            assertEquals(ENTRIES + 3, store.applied().index());
        }
    }
}
