package io.quorate.recipe.atomic.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IdsTest {
    private final FakeClient fake = new FakeClient();
    private long given;

    @Test
    void takesTheNextBlockWhenHalfOfThePresentOneIsUsed() {
        Ids ids = new AtomicClient(fake).ids("fake", 10);
        CompletableFuture<Long> first = ids.nextAsync();
        give(10);
        assertEquals(1, first.join());
        for (long id = 2; id <= 4; id++) {
            assertEquals(id, ids.next());
            assertTrue(fake.isQuiet());
        }
        assertEquals(5, ids.next());
        assertFalse(fake.isQuiet());
        give(10);
        for (long id = 6; id <= 15; id++) {
            assertEquals(id, ids.next(), "without waiting for a call");
        }
    }

    @Test
    void onlyOneBlockIsTakenHoweverManyWait() {
        Ids ids = new AtomicClient(fake).ids("fake", 2);
        List<CompletableFuture<Long>> waiting = wait(ids, 5);
        give(2);
        assertEquals(new TakeIds(3), fake.next().request(), "as many as wait");
        assertTrue(fake.isQuiet());
        assertEquals(List.of(1L, 2L), done(waiting));
    }

    @Test
    void givesEachIdOnceThoughManyThreadsAsk() throws InterruptedException {
        FakeClient answering = new FakeClient();
        Ids ids = new AtomicClient(answering).ids("fake", 1_000);
        CompletableFuture<Long> first = ids.nextAsync();
        answering.answer(new IdBlock(1, 1_000));
        List<Long> all = new ArrayList<>(List.of(first.join()));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int each = 0; each < 100; each++) {
                    long id = ids.next();
                    synchronized (all) {
                        all.add(id);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(401, new TreeSet<>(all).size());
    }

    @Test
    void whoeverWaitsIsToldOfAFailureAndTheNextOneTriesAgain() {
        Ids ids = new AtomicClient(fake).ids("fake", 2);
        List<CompletableFuture<Long>> waiting = wait(ids, 2);
        fake.next()
                .answer()
                .completeExceptionally(QuorateException.of(ErrorCode.DEADLINE_EXCEEDED, CallOutcome.UNKNOWN, "late"));
        for (CompletableFuture<Long> each : waiting) {
            assertTrue(each.isCompletedExceptionally());
        }
        CompletableFuture<Long> next = ids.nextAsync();
        fake.answer(new IdBlock(3, 4));
        assertEquals(3, next.join(), "the block of the call without an answer is nobody's");
    }

    @Test
    void anIdIsNotSpentOnWhoeverHasCancelled() {
        Ids ids = new AtomicClient(fake).ids("fake", 2);
        List<CompletableFuture<Long>> waiting = wait(ids, 2);
        waiting.get(0).cancel(false);
        give(2);
        assertEquals(1, waiting.get(1).join());
    }

    @Test
    void refusesMoreThanMayWait() {
        Ids ids = new AtomicClient(fake).ids("fake", 1);
        wait(ids, Ids.MAX_WAITING);
        QuorateException refused = assertThrows(QuorateException.class, ids::next);
        assertTrue(refused.is(ErrorCode.OVERLOADED));
    }

    @Test
    void refusesABlockThatIsTooLargeOrEmpty() {
        AtomicClient atomics = new AtomicClient(fake);
        assertThrows(IllegalArgumentException.class, () -> atomics.ids("fake", 0));
        assertThrows(IllegalArgumentException.class, () -> atomics.ids("fake", AtomicContract.MAX_BLOCK + 1));
    }

    private void give(int count) {
        fake.answer(new IdBlock(given + 1, given + count));
        given += count;
    }

    private static List<CompletableFuture<Long>> wait(Ids ids, int callers) {
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            waiting.add(ids.nextAsync());
        }
        return waiting;
    }

    private static List<Long> done(List<CompletableFuture<Long>> waiting) {
        return waiting.stream()
                .filter(CompletableFuture::isDone)
                .map(Await::result)
                .toList();
    }
}
