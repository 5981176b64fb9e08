package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.Configuration;
import io.quorate.raft.Entry;
import io.quorate.raft.HardState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogAtRestTest {
    private static final NodeId SELF = new NodeId(2);
    private static final WalOptions SMALL = new WalOptions(64 * 1024, 1, 1024);
    private static final byte[] ENTRY = {1, 2, 3};

    @TempDir
    Path directory;

    private Wal open() throws IOException {
        return Wal.open(FileDisk.open(directory), SMALL, Runnable::run);
    }

    private LogAtRest look(long appliedIndex) throws IOException {
        return LogAtRest.read(FileDisk.open(directory), 0, appliedIndex);
    }

    private static Configuration configuration(List<Integer> voters, List<Integer> outgoing, List<Integer> learners) {
        return new Configuration(new TreeSet<>(voters), new TreeSet<>(outgoing), new TreeSet<>(learners));
    }

    private static SortedSet<NodeId> nodes(Integer... numbers) {
        return new TreeSet<>(Arrays.stream(numbers).map(NodeId::new).toList());
    }

    /** A follower that was cut off in the middle of a change: neither that nor the last entries were known to be committed. */
    private void write() throws IOException {
        try (Wal wal = open()) {
            wal.save(0, new HardState(4, 1, 2));
            wal.append(0, Entry.configuration(1, 1, configuration(List.of(1, 2, 3), List.of(), List.of())));
            wal.append(0, Entry.command(2, 2, ENTRY));
            wal.append(0, Entry.configuration(3, 4, configuration(List.of(1, 2, 4), List.of(1, 2, 3), List.of(5))));
            wal.sync();
            wal.mark();
        }
    }

    @Test
    void namesAllThatTakePartWhileTheMembersChange() throws Exception {
        write();
        assertEquals(new LogAtRest(4, 1, 3, 4, true, 2, nodes(1, 2, 3, 4), nodes(5)), look(0));
        assertEquals(new LogAtRest.Continuation(4, 5), look(0).next());
    }

    @Test
    void anEmptyDirectoryHasAnEmptyLog() throws Exception {
        assertEquals(new LogAtRest(0, 1, 0, 0, true, 0, nodes(), nodes()), look(0));
        assertEquals(List.of(), FileDisk.open(directory).list());
    }

    @Test
    void knowsOfASnapshotThatReplacedTheState() throws Exception {
        write();
        try (Wal wal = open()) {
            wal.installing(0, 9, 4, configuration(List.of(1, 2), List.of(), List.of()));
            wal.sync();
        }
        assertEquals(3, look(2).lastIndex(), "it did not come to that");
        assertEquals(new LogAtRest(4, 10, 9, 4, true, 2, nodes(1, 2), nodes()), look(9));
        LogAtRest.Continuation from = look(9).next();
        try (Wal wal = open()) {
            LogAtRest.takeOver(wal, 0, SELF, 9, from, ENTRY);
        }
        assertEquals(new LogAtRest(5, 10, 11, 5, true, 2, nodes(2), nodes()), look(9));
    }

    @Test
    void aNodeThatTakesItsLogOverLeadsAloneAndCommitsAllThatIsThere() throws Exception {
        write();
        LogAtRest.Continuation from = look(0).next();
        RecordingListener listener = new RecordingListener();
        Tasks loop = new Tasks();
        Tasks writer = new Tasks();
        Tasks apply = new Tasks();
        try (Wal wal = open()) {
            LogAtRest.takeOver(wal, 0, SELF, 0, from, ENTRY);
            RaftLog log = RaftLog.open(
                    wal,
                    new RaftLog.Member(0, SELF, Optional.empty(), RaftOptions.defaults(), new SplittableRandom(1)),
                    new RaftLog.Threads(loop, writer, apply, writer),
                    PeerNetwork.none());
            log.start(listener, 0);
            Tasks.runAll(loop, writer, apply);
            assertEquals(Membership.solo(SELF), log.status().membership());
            log.close();
        }
        assertEquals(
                List.of("apply 1@1 0", "apply 2@2 3", "apply 3@4 0", "apply 4@5 0", "apply 5@5 3", "apply 6@6 0"),
                listener.upcalls().stream()
                        .filter(upcall -> upcall.startsWith("apply"))
                        .toList());
        assertTrue(listener.upcalls().contains("term 6 ready"), listener.upcalls()::toString);
    }

    @Test
    void takesOverOnceAndNotALogThatHasGoneOn() throws Exception {
        write();
        LogAtRest.Continuation from = look(0).next();
        for (int run = 0; run < 2; run++) {
            try (Wal wal = open()) {
                LogAtRest.takeOver(wal, 0, SELF, 0, from, ENTRY);
            }
        }
        LogAtRest alone = look(0);
        assertEquals(5, alone.lastIndex());
        try (Wal wal = open()) {
            wal.append(0, Entry.noop(6, 6));
            LogFaultException refused =
                    assertThrows(LogFaultException.class, () -> LogAtRest.takeOver(wal, 0, SELF, 0, from, ENTRY));
            assertTrue(
                    refused.fault().what().contains("it has gone on since"),
                    refused.fault().what());
        }
    }
}
