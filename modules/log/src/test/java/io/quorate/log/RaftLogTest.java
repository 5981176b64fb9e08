package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.raft.HardState;
import io.quorate.raft.Message;
import io.quorate.raft.RaftSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftLogTest {
    private static final NodeId SELF = new NodeId(1);
    private static final WalOptions SMALL = new WalOptions(64 * 1024, 1, 1024);

    @TempDir
    Path directory;

    private final Tasks loop = new Tasks();
    private final Tasks writer = new Tasks();
    private final Tasks apply = new Tasks();
    private final RecordingListener listener = new RecordingListener();
    private final List<String> results = new ArrayList<>();
    private Wal wal;

    @BeforeEach
    void openWal() throws IOException {
        wal = Wal.open(FileDisk.open(directory), SMALL, Runnable::run);
    }

    @AfterEach
    void closeWal() {
        wal.close();
    }

    @Test
    void isReadyOnlyBehindTheEmptyEntryOfItsTerm() {
        RaftLog log = started(0);
        assertEquals(List.of("term 2", "apply 1@1 0", "term 2", "apply 2@2 0", "term 2 ready"), listener.upcalls());
        assertEquals(new HardState(2, 1, 1), wal.hardState(0));
        assertEquals(
                Membership.solo(SELF).toConfiguration(), wal.configurations(0).get(1L));
        LogStatus status = log.status();
        assertEquals(new Leadership(2, Optional.of(SELF), true), status.leadership());
        assertEquals(2, status.commitIndex());
        assertEquals(2, status.matchIndex().get(SELF));
    }

    @Test
    void appliesInOrderAndCompletesEachBehindItsOwnEntry() {
        RaftLog log = started(0);
        listener.upcalls().clear();
        for (int i = 1; i <= 3; i++) {
            log.propose(payload("x".repeat(i)), result -> listener.upcalls().add(text(result)));
        }
        assertTrue(listener.upcalls().isEmpty(), "nothing happens in the caller");
        Tasks.runAll(loop, writer, apply);
        assertEquals(
                List.of("apply 3@2 1", "Committed 3@2", "apply 4@2 2", "Committed 4@2", "apply 5@2 3", "Committed 5@2"),
                listener.upcalls());
    }

    @Test
    void deliversAgainWhatTheStateLacksInANewTerm() {
        RaftLog first = started(0);
        for (int i = 0; i < 4; i++) {
            propose(first, "before");
        }
        Tasks.runAll(loop, writer, apply);
        first.close();
        listener.upcalls().clear();
        started(4);
        assertEquals(
                List.of("apply 5@2 6", "apply 6@2 6", "apply 7@3 0", "term 3 ready"),
                listener.upcalls().stream()
                        .filter(upcall -> !upcall.matches("term \\d"))
                        .toList());
    }

    @Test
    void redeliversInSlicesThatTheNextWaitsFor() {
        RaftLog first = started(0);
        for (int i = 0; i < 200; i++) {
            propose(first, "z".repeat(30_000));
        }
        Tasks.runAll(loop, writer, apply);
        first.close();
        listener.upcalls().clear();
        open().start(listener, 0);
        int rounds = 0;
        while (!writer.isEmpty() || !loop.isEmpty()) {
            // All that may happen before the listener has applied anything.
            Tasks.runAll(loop, writer);
            int before = listener.upcalls().size();
            while (apply.runOne()) {
                // The listener catches up.
            }
            assertTrue(listener.upcalls().size() - before <= 80, "bounded by bytes");
            rounds++;
        }
        assertTrue(rounds >= 3, "6 MB, of which 2 MiB and a message may be on the way");
        assertEquals(
                203,
                listener.upcalls().stream()
                        .filter(upcall -> upcall.startsWith("apply"))
                        .count());
    }

    @Test
    void refusesProposalsBeforeItIsStartedAndBeforeItLeads() {
        RaftLog log = open();
        propose(log, "too early");
        log.start(listener, 0);
        propose(log, "early");
        Tasks.runAll(loop, writer, apply);
        assertEquals(List.of("Dropped this log is NEW", "Dropped this log is only starting"), results);
        propose(log, "in time");
        Tasks.runAll(loop, writer, apply);
        assertEquals("Committed 3@2", results.get(2));
    }

    @Test
    void dropsWhatDoesNotFitAndSaysWhatToDo() {
        RaftLog log = started(0);
        propose(log, "x".repeat(wal.maxPayloadBytes() + 1));
        for (int i = 0; i < ReplicatedLog.MAX_PENDING_BYTES / 32_000 + 1; i++) {
            log.propose(new byte[32_000], result -> {});
        }
        propose(log, "y".repeat(32_000));
        Tasks.runAll(loop, writer, apply);
        propose(log, "z");
        Tasks.runAll(loop, writer, apply);
        assertTrue(results.get(0).contains("the limit is 32768"), results.get(0));
        assertTrue(results.get(1).contains("67108864 bytes wait"), results.get(1));
        assertTrue(results.get(2).startsWith("Committed"), results.get(2));
        assertThrows(IllegalArgumentException.class, () -> propose(log, ""));
    }

    @Test
    void answersBarriersLaterAndOnTheApplyExecutor() {
        RaftLog log = open();
        log.readBarrier(result -> results.add(result.toString()));
        log.start(listener, 0);
        Tasks.runAll(loop, writer, apply);
        propose(log, "a");
        Tasks.runAll(loop, writer, apply);
        log.readBarrier(result -> results.add(result.toString()));
        assertEquals(2, results.size());
        Tasks.runAll(loop, apply);
        assertTrue(writer.isEmpty(), "no entry is written for a read");
        assertTrue(results.get(0).startsWith("Failed[reason=this log is NEW"), results.get(0));
        assertEquals("Confirmed[readIndex=3, leads=true]", results.get(2));
    }

    @Test
    void hasNobodyToHandOverTo() {
        RaftLog log = started(0);
        log.transferLeadership(SELF, result -> results.add(text(result)));
        log.transferLeadership(new NodeId(2), result -> results.add(text(result)));
        Tasks.runAll(loop, writer, apply);
        assertEquals(List.of("Dropped node 1 leads already", "Dropped node 2 is no voter"), results);
    }

    @Test
    void appendsNothingForAnotherMemberThatCouldNotBeApplied() {
        RaftLog log = started(0);
        long last = log.status().lastIndex();
        log.received(new PeerMessage.Consensus(new Message.Forward(2, 1, 2, payload(RecordingListener.MEANINGLESS))));
        Tasks.runAll(loop, writer, apply);
        assertEquals(last, log.status().lastIndex());
        log.received(new PeerMessage.Consensus(new Message.Forward(2, 1, 2, payload("something"))));
        Tasks.runAll(loop, writer, apply);
        assertEquals(last + 1, log.status().lastIndex());
    }

    @Test
    void hearsWhatALeaderAnnouncesButNotADeposedOne() {
        RaftLog log = started(0);
        log.announce(50);
        log.announce(40);
        assertEquals(50, log.announced());
        log.received(new PeerMessage.SignOfLife(new Message.Heartbeat(2, 1, 1, 0, 0), 300));
        Tasks.runAll(loop, writer, apply);
        assertEquals(50, log.announced(), "term 1 is over");
        log.received(new PeerMessage.SignOfLife(new Message.Heartbeat(2, 1, 3, 0, 0), 200));
        Tasks.runAll(loop, writer, apply);
        assertEquals(200, log.announced());
    }

    @Test
    void closesOnTheThreadThatPumpsItsExecutors() {
        RaftLog log = started(0);
        propose(log, "last");
        log.close();
        assertEquals(3, wal.lastIndex(0), "written before close returns");
        propose(log, "too late");
        Tasks.runAll(loop, writer, apply);
        assertEquals(List.of("Committed 3@2", "Dropped this log is CLOSED"), results);
        log.close();
    }

    @Test
    void haltsWhenLogAndStateDoNotBelongTogether() {
        started(7);
        assertEquals(List.of("halted INVARIANT"), listener.upcalls());
    }

    @Test
    void haltsWhenTheStateIsOlderThanTheLog() {
        RaftLog log = started(0);
        propose(log, "a");
        propose(log, "b");
        Tasks.runAll(loop, writer, apply);
        log.release(3);
        Tasks.runAll(loop, writer, apply);
        assertEquals(4, log.status().firstIndex());
        log.release(99);
        Tasks.runAll(loop, writer, apply);
        assertEquals(5, log.status().firstIndex(), "what was not applied is kept");
        log.close();
        listener.upcalls().clear();
        started(3);
        assertEquals(List.of("halted INVARIANT"), listener.upcalls());
        listener.upcalls().clear();
        started(4);
        assertTrue(
                listener.upcalls().contains("apply 5@3 0"), listener.upcalls().toString());
    }

    @Test
    void anEntryThatCannotBeAppliedHaltsOnceAndNothingIsAppliedBehindIt() {
        RaftLog log = started(0);
        listener.upcalls().clear();
        propose(log, "good");
        propose(log, "poison");
        propose(log, "behind");
        Tasks.runAll(loop, writer, apply);
        propose(log, "after");
        Tasks.runAll(loop, writer, apply);
        assertEquals(List.of("apply 3@2 4", "halted INVARIANT"), listener.upcalls());
        assertEquals("Committed 3@2", results.get(0));
        assertTrue(results.get(1).startsWith("Unknown") && results.get(2).startsWith("Unknown"), results.toString());
        assertTrue(results.get(3).startsWith("Dropped"), results.get(3));
    }

    @Test
    void servesManyThreads() throws InterruptedException {
        ExecutorService writing = Executors.newSingleThreadExecutor();
        ExecutorService applying = Executors.newSingleThreadExecutor();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        ThreadLoop deciding = new ThreadLoop();
        RaftLog log = RaftLog.open(
                wal, member(), new RaftLog.Threads(deciding, writing, applying, writing), PeerNetwork.none());
        log.start(listener, 0);
        while (!log.status().leadership().selfReady()) {
            Thread.onSpinWait();
        }
        CountDownLatch proposed = new CountDownLatch(4);
        for (int caller = 0; caller < 4; caller++) {
            callers.execute(() -> {
                for (int i = 0; i < 500; i++) {
                    log.propose(payload("payload"), result -> answers.add(text(result)));
                }
                proposed.countDown();
            });
        }
        assertTrue(proposed.await(30, TimeUnit.SECONDS));
        log.close();
        callers.shutdown();
        deciding.stop();
        writing.shutdown();
        assertTrue(writing.awaitTermination(30, TimeUnit.SECONDS));
        applying.shutdown();
        assertTrue(applying.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(2_000, answers.size());
        long committed = answers.stream()
                .filter(answer -> answer.startsWith("Committed"))
                .count();
        assertEquals(committed + 2, wal.lastIndex(0), "besides the founding and the opening of the term");
    }

    private RaftLog open() {
        return RaftLog.open(wal, member(), new RaftLog.Threads(loop, writer, apply, writer), PeerNetwork.none());
    }

    private static RaftSettings smallApply() {
        RaftSettings times = RaftSettings.defaults();
        return new RaftSettings(
                times.heartbeatNanos(),
                times.electionMinNanos(),
                times.electionMaxNanos(),
                times.maxAppendBytes(),
                times.windowBytes(),
                times.cacheBytes(),
                1024 * 1024,
                times.maxReads());
    }

    private static RaftLog.Member member() {
        return new RaftLog.Member(
                0,
                SELF,
                Optional.of(Membership.solo(SELF)),
                new RaftOptions(smallApply(), 0, 1_000_000_000),
                new SplittableRandom(1));
    }

    private RaftLog started(long appliedIndex) {
        RaftLog log = open();
        log.start(listener, appliedIndex);
        Tasks.runAll(loop, writer, apply);
        return log;
    }

    private void propose(RaftLog log, String payload) {
        log.propose(payload(payload), result -> results.add(text(result)));
    }

    private static byte[] payload(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ProposalResult result) {
        if (result instanceof ProposalResult.Committed committed) {
            return "Committed " + committed.index() + "@" + committed.term();
        }
        if (result instanceof ProposalResult.Dropped dropped) {
            return "Dropped " + dropped.reason();
        }
        return result.toString();
    }
}
