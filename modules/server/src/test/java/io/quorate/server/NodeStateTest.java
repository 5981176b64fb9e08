package io.quorate.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.Leadership;
import io.quorate.log.LogStatus;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.lmdb.FileSteps;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.storage.lmdb.LmdbStateStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStateTest {
    private static final int BEGINNING = 16 * 1024;
    private static final byte[] KERNEL_ROW = {1};
    private static final byte[] SOME = "the numbers of a kernel".getBytes(StandardCharsets.US_ASCII);

    /** A row that a kernel does not begin with. */
    private static final byte[] LAST_ROW = {(byte) 0xfe, 7};

    private static final byte[] OTHER = "what nobody asks for".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private DataDirectory data;

    @BeforeEach
    void write() throws Exception {
        data = DataDirectory.open(directory, new NodeId(1), Optional.empty());
        try (LmdbStateStore store = LmdbStateStore.open(data.state(), LmdbOptions.DEFAULT)) {
            store.put(KERNEL_ROW, SOME);
            store.put(LAST_ROW, OTHER);
            store.commit(new AppliedMark(70, 2));
        }
    }

    /** The checksum of a row fits no more. */
    private void rot() throws IOException {
        rot(SOME);
    }

    private void rot(byte[] some) throws IOException {
        Path file = data.state().resolve("data.mdb");
        byte[] content = Files.readAllBytes(file);
        int rotten = 0;
        for (int at = 0; at + some.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + some.length, some, 0, some.length)) {
                content[at] ^= 1;
                rotten++;
            }
        }
        assertTrue(rotten > 0);
        Files.write(file, content);
    }

    @AfterEach
    void close() throws IOException {
        data.close();
    }

    private void garble() throws IOException {
        Path file = data.state().resolve("data.mdb");
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, 0, BEGINNING, (byte) 0x5a);
        Files.write(file, content);
    }

    private void delete() throws IOException {
        try (var files = Files.list(data.state())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static LogStatus log(int voters, long firstIndex) {
        NodeId self = new NodeId(1);
        TreeSet<NodeId> nodes = new TreeSet<>();
        IntStream.rangeClosed(1, voters).mapToObj(NodeId::new).forEach(nodes::add);
        return new LogStatus(
                0,
                self,
                new Leadership(1, Optional.empty(), false),
                new Membership(nodes, new TreeSet<>()),
                firstIndex,
                100,
                0,
                new TreeMap<>(),
                new TreeSet<>());
    }

    /** The state at a start over such a log: whether it is to be replaced, and where it ends. */
    private String started(LogStatus log) throws Exception {
        NodeState state = NodeState.open(data, LmdbOptions.DEFAULT, FileSteps.DIRECT);
        try (LmdbStateStore store = state.store()) {
            state.fitTo(log);
            return (state.quarantine().isPending() ? "wanted" : "kept") + " at "
                    + store.applied().index();
        }
    }

    @Test
    void aSoundStateIsKept() throws Exception {
        assertEquals("kept at 70", started(log(3, 60)));
        assertFalse(Files.exists(data.quarantine()));
    }

    @Test
    void oneThatCannotBeOpenedIsMovedAwayAndAskedForUntilItCame() throws Exception {
        garble();
        assertEquals("wanted at 0", started(log(3, 60)));
        assertTrue(Files.exists(data.quarantine().resolve("state").resolve("data.mdb")));
        assertEquals("wanted at 0", started(log(3, 60)));
    }

    @Test
    void soIsOneThatNoKernelCanBeginWith() throws Exception {
        rot();
        assertEquals("wanted at 0", started(log(3, 60)));
        assertTrue(Files.exists(data.quarantine().resolve("state").resolve("data.mdb")));
    }

    @Test
    void soIsOneWithDamageThatNobodyHasMetYet() throws Exception {
        rot(OTHER);
        assertEquals("wanted at 0", started(log(3, 60)));
    }

    @Test
    void soIsOneWhoseTreeHidesARow() throws Exception {
        // LMDB would look for the row elsewhere.
        rot(LAST_ROW);
        assertEquals("wanted at 0", started(log(3, 60)));
    }

    @Test
    void whileItIsBeingReplacedDamageChangesNothing() throws Exception {
        NodeState state = NodeState.open(data, LmdbOptions.DEFAULT, FileSteps.DIRECT);
        try (LmdbStateStore store = state.store()) {
            assertEquals(70, store.applied().index());
            state.quarantine().begin();
        }
        rot();
        assertEquals("wanted at 0", started(log(3, 60)));
    }

    @Test
    void oneThatWasDeletedIsAskedFor() throws Exception {
        delete();
        assertEquals("wanted at 0", started(log(3, 60)));
    }

    @Test
    void aNodeAloneBeginsAgainWithAWholeLog() throws Exception {
        garble();
        assertEquals("kept at 0", started(log(1, 1)));
    }

    @Test
    void aNodeAloneDoesNotStartWhenItsLogWasReleased() throws Exception {
        garble();
        StartException refused = assertThrows(StartException.class, () -> started(log(1, 60)));
        assertTrue(refused.getMessage().contains("restore a backup"), refused.getMessage());
    }

    @Test
    void theSecondTimeItDoesNotStart() throws Exception {
        garble();
        NodeState state = NodeState.open(data, LmdbOptions.DEFAULT, FileSteps.DIRECT);
        try (LmdbStateStore store = state.store()) {
            state.quarantine().replaced(90);
            store.put(new byte[] {1}, new byte[] {2});
            store.commit(new AppliedMark(90, 2));
        }
        garble();
        StartException refused = assertThrows(StartException.class, () -> started(log(3, 60)));
        assertTrue(refused.getMessage().contains("quorate cluster replace"), refused.getMessage());
    }
}
