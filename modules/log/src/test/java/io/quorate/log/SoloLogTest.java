package io.quorate.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoloLogTest {
    private static final NodeId SELF = new NodeId(1);
    private static final WalOptions SMALL = new WalOptions(64 * 1024, 1, 1024);

    @TempDir
    Path directory;

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
        SoloLog log = started(0);
        assertEquals(List.of("term 1", "apply 1@1 0", "term 1 ready"), listener.upcalls());
        assertEquals(new HardState(1, Optional.of(SELF), 0), wal.hardState(0));
        assertEquals(Membership.solo(SELF), wal.memberships(0).get(1L));
        LogStatus status = log.status();
        assertEquals(new Leadership(1, Optional.of(SELF), true), status.leadership());
        assertEquals(1, status.commitIndex());
        assertEquals(1, status.matchIndex().get(SELF));
    }

    @Test
    void appliesInOrderAndCompletesEachBehindItsOwnEntry() {
        SoloLog log = started(0);
        listener.upcalls().clear();
        for (int i = 1; i <= 3; i++) {
            log.propose(payload("x".repeat(i)), result -> listener.upcalls().add(text(result)));
        }
        assertTrue(listener.upcalls().isEmpty(), "nothing happens in the caller");
        Tasks.runAll(writer, apply);
        assertEquals(
                List.of("apply 2@1 1", "Committed 2@1", "apply 3@1 2", "Committed 3@1", "apply 4@1 3", "Committed 4@1"),
                listener.upcalls());
    }

    @Test
    void deliversAgainWhatTheStateLacksInANewTerm() {
        SoloLog first = started(0);
        for (int i = 0; i < 4; i++) {
            propose(first, "before");
        }
        Tasks.runAll(writer, apply);
        first.close();
        listener.upcalls().clear();
        started(3);
        assertEquals(
                List.of("term 2", "apply 4@1 6", "apply 5@1 6", "apply 6@2 0", "term 2 ready"), listener.upcalls());
    }

    @Test
    void redeliversInSlicesThatTheNextWaitsFor() {
        SoloLog first = started(0);
        for (int i = 0; i < 100; i++) {
            propose(first, "z".repeat(30_000));
        }
        Tasks.runAll(writer, apply);
        first.close();
        listener.upcalls().clear();
        open().start(listener, 0);
        int rounds = 0;
        while (!writer.isEmpty()) {
            while (writer.runOne()) {
                // All that the writer may do before the listener has applied anything.
            }
            int before = listener.upcalls().size();
            while (apply.runOne()) {
                // The listener catches up.
            }
            assertTrue(listener.upcalls().size() - before <= 40, "bounded by bytes");
            rounds++;
        }
        assertTrue(rounds >= 3, "3 MB in slices of 1 MiB");
        assertEquals(104, listener.upcalls().size());
    }

    @Test
    void takesProposalsWhileItStartsAndRefusesThemBefore() {
        SoloLog log = open();
        propose(log, "too early");
        log.start(listener, 0);
        propose(log, "early");
        Tasks.runAll(writer, apply);
        assertEquals(List.of("Dropped this log is NEW, propose again when it is READY", "Committed 2@1"), results);
    }

    @Test
    void dropsWhatDoesNotFitAndSaysWhatToDo() {
        SoloLog log = started(0);
        propose(log, "x".repeat(wal.maxPayloadBytes() + 1));
        for (int i = 0; i < ReplicatedLog.MAX_PENDING_BYTES / 32_000 + 1; i++) {
            log.propose(new byte[32_000], result -> {});
        }
        propose(log, "y".repeat(32_000));
        Tasks.runAll(writer, apply);
        propose(log, "z");
        Tasks.runAll(writer, apply);
        assertTrue(results.get(0).contains("the limit is 32768"), results.get(0));
        assertTrue(results.get(1).contains("67108864 bytes wait"), results.get(1));
        assertTrue(results.get(2).startsWith("Committed"), results.get(2));
        assertThrows(IllegalArgumentException.class, () -> propose(log, ""));
    }

    @Test
    void answersBarriersLaterAndOnTheApplyExecutor() {
        SoloLog log = open();
        log.readBarrier(result -> results.add(result.toString()));
        log.start(listener, 0);
        Tasks.runAll(writer, apply);
        propose(log, "a");
        Tasks.runAll(writer, apply);
        log.readBarrier(result -> results.add(result.toString()));
        assertEquals(2, results.size());
        assertTrue(writer.isEmpty());
        apply.runOne();
        assertTrue(results.get(0).startsWith("Failed[reason=this log is NEW"), results.get(0));
        assertEquals("Confirmed[readIndex=2]", results.get(2));
    }

    @Test
    void hasNobodyToChangeOrHandOverTo() {
        SoloLog log = started(0);
        log.changeMembership(Membership.solo(new NodeId(2)), result -> results.add(text(result)));
        log.transferLeadership(new NodeId(2), result -> results.add(text(result)));
        Tasks.runAll(writer, apply);
        assertTrue(results.stream().allMatch(result -> result.startsWith("Dropped")), results.toString());
        assertEquals(2, results.size());
    }

    @Test
    void closesOnTheThreadThatPumpsItsExecutors() {
        SoloLog log = started(0);
        propose(log, "last");
        log.close();
        assertEquals(2, wal.lastIndex(0), "written before close returns");
        propose(log, "too late");
        Tasks.runAll(writer, apply);
        assertEquals(List.of("Committed 2@1", "Dropped this log is CLOSED, propose again when it is READY"), results);
        log.close();
    }

    @Test
    void haltsWhenLogAndStateDoNotBelongTogether() {
        started(7);
        assertEquals(List.of("halted INVARIANT"), listener.upcalls());
    }

    @Test
    void haltsWhenTheStateIsOlderThanTheLog() {
        SoloLog log = started(0);
        propose(log, "a");
        propose(log, "b");
        Tasks.runAll(writer, apply);
        log.release(3);
        Tasks.runAll(writer, apply);
        assertEquals(4, log.status().firstIndex());
        assertThrows(IllegalArgumentException.class, () -> log.release(4));
        log.close();
        listener.upcalls().clear();
        started(2);
        assertEquals(List.of("halted INVARIANT"), listener.upcalls());
        listener.upcalls().clear();
        started(3);
        assertEquals(List.of("term 2", "apply 4@2 0", "term 2 ready"), listener.upcalls());
    }

    @Test
    void anEntryThatCannotBeAppliedHaltsOnceAndNothingIsAppliedBehindIt() {
        SoloLog log = started(0);
        listener.upcalls().clear();
        propose(log, "good");
        propose(log, "poison");
        propose(log, "behind");
        Tasks.runAll(writer, apply);
        propose(log, "after");
        Tasks.runAll(writer, apply);
        assertEquals(List.of("apply 2@1 4", "halted INVARIANT"), listener.upcalls());
        assertEquals("Committed 2@1", results.get(0));
        assertTrue(results.get(1).startsWith("Unknown") && results.get(2).startsWith("Unknown"), results.toString());
        assertTrue(results.get(3).startsWith("Dropped"), results.get(3));
    }

    @Test
    void servesManyThreads() throws InterruptedException {
        ExecutorService writing = Executors.newSingleThreadExecutor();
        ExecutorService applying = Executors.newSingleThreadExecutor();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        SoloLog log = SoloLog.open(wal, 0, SELF, writing, applying);
        log.start(listener, 0);
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
        writing.shutdown();
        assertTrue(writing.awaitTermination(30, TimeUnit.SECONDS));
        applying.shutdown();
        assertTrue(applying.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(2_000, answers.size());
        long committed = answers.stream()
                .filter(answer -> answer.startsWith("Committed"))
                .count();
        assertEquals(committed + 1, wal.lastIndex(0));
    }

    private SoloLog open() {
        return SoloLog.open(wal, 0, SELF, writer, apply);
    }

    private SoloLog started(long appliedIndex) {
        SoloLog log = open();
        log.start(listener, appliedIndex);
        Tasks.runAll(writer, apply);
        return log;
    }

    private void propose(SoloLog log, String payload) {
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
