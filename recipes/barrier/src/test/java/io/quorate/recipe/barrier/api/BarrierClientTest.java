package io.quorate.recipe.barrier.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BarrierClientTest {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final FencingToken TOKEN = new FencingToken(9);
    private static final Passage PASSAGE = new Passage(TOKEN, FakeClient.SESSION, 8, 2, 1);

    private final FakeClient fake = new FakeClient();
    private final BarrierClient barriers = Barriers.TYPE.open().apply(fake);

    @Test
    void waitsAtTheServerAndAddsTheDefaultDeadline() throws Exception {
        CompletableFuture<Passage> passage = barriers.cyclic("step", 2).awaitAsync(WAIT, "worker");
        FakeClient.Sent call = fake.next();
        assertEquals(new Arrival(2, LossPolicy.BREAK, 5_000, "worker"), call.request());
        assertEquals(WAIT.plus(FakeClient.DEADLINE), call.deadline());
        call.answer().complete(PASSAGE);
        assertEquals(PASSAGE, passage.get());
    }

    @Test
    void leavesTheBarrierWithItsFuture() throws Exception {
        barriers.cyclic("step", 2).awaitAsync(WAIT, "").cancel(true);
        assertTrue(fake.next().answer().isCancelled());
        barriers.doubleBarrier("job", 2).enterAsync(WAIT, "").cancel(true);
        assertTrue(fake.next().answer().isCancelled());
        barriers.latch("ready").awaitAsync(WAIT).cancel(true);
        assertTrue(fake.next().answer().isCancelled());
        barriers.phaser("phases").awaitAdvanceAsync(7, WAIT).cancel(true);
        assertTrue(fake.next().answer().isCancelled());
    }

    @Test
    void leavesTheBarrierWhenTheWaitingThreadIsInterrupted() throws Exception {
        FutureTask<Passage> waits =
                new FutureTask<>(() -> barriers.cyclic("step", 2).await(WAIT));
        Thread thread = new Thread(waits);
        thread.start();
        FakeClient.Sent call = fake.next();
        thread.interrupt();
        ExecutionException wrapped = assertThrows(ExecutionException.class, () -> waits.get(10, TimeUnit.SECONDS));
        assertTrue(((QuorateException) wrapped.getCause()).is(ErrorCode.CANCELLED));
        assertTrue(call.answer().isCancelled());
    }

    @Test
    void countsALatchDown() throws Exception {
        barriers.latch("ready").countDownAsync("part-1");
        assertEquals(new CountDown("part-1"), fake.next().request());
        CompletableFuture<Opened> open = barriers.latch("ready").awaitAsync(WAIT);
        FakeClient.Sent call = fake.next();
        assertEquals(new AwaitOpen(5_000, ""), call.request());
        call.answer().complete(new Opened(8));
        assertEquals(8, open.get().generation());
    }

    @Test
    void givesAnEntryBackThatCameAfterTheCancellation() throws Exception {
        fake.letNoCallBeCancelled();
        barriers.doubleBarrier("job", 2).enterAsync(WAIT, "").cancel(true);
        fake.next().answer().complete(PASSAGE);
        assertEquals(new Leave(TOKEN, 1, 0), fake.next().request());
    }

    @Test
    void doesNotReportAnEntryOfAnOldSession() throws Exception {
        CompletableFuture<Pass> pass = barriers.doubleBarrier("job", 2).enterAsync(WAIT, "");
        fake.next().answer().complete(new Passage(TOKEN, new SessionId(6), 8, 2, 1));
        QuorateException lost = assertThrows(QuorateException.class, () -> Await.result(pass));
        assertTrue(lost.is(ErrorCode.HOLD_LOST));
        assertEquals(CallOutcome.APPLIED, lost.outcome());
    }

    @Test
    void leavesOnce() throws Exception {
        Pass pass = entered();
        CompletableFuture<Left> left = pass.leaveAsync(WAIT);
        FakeClient.Sent call = fake.next();
        assertEquals(new Leave(TOKEN, 1, 5_000), call.request());
        assertTrue(pass.isValid());
        call.answer().complete(new Left(8, 0, Optional.empty()));
        assertEquals(0, left.get().present());
        assertFalse(pass.isValid());
        pass.close();
        assertTrue(fake.isQuiet());
    }

    @Test
    void tellsWhoWasLostInside() throws Exception {
        Pass pass = entered();
        CompletableFuture<Left> left = pass.leaveAsync(WAIT);
        Lost lost = new Lost(new SessionId(5), "", Lost.Reason.SESSION_ENDED);
        fake.next().answer().complete(new Left(8, 1, Optional.of(lost)));
        QuorateException broken = assertThrows(QuorateException.class, () -> Await.result(left));
        assertEquals(BarrierContract.BROKEN, broken.code());
        assertEquals(CallOutcome.APPLIED, broken.outcome());
        assertFalse(pass.isValid());
    }

    @Test
    void isOverWithItsSession() throws Exception {
        Pass pass = entered();
        fake.becomeSession(8);
        assertFalse(pass.isValid());
        FutureTask<Boolean> close = closed(pass);
        fake.next()
                .answer()
                .completeExceptionally(
                        QuorateException.of(BarrierContract.NOT_A_PARTY, CallOutcome.NOT_APPLIED, "gone"));
        assertTrue(close.get());
    }

    @Test
    void canBeClosedAgainWhenTheServersDidNotConfirm() throws Exception {
        Pass pass = entered();
        FutureTask<Boolean> close = closed(pass);
        fake.next()
                .answer()
                .completeExceptionally(
                        QuorateException.of(ErrorCode.DEADLINE_EXCEEDED, CallOutcome.UNKNOWN, "no answer"));
        assertThrows(ExecutionException.class, close::get);
        FutureTask<Boolean> again = closed(pass);
        fake.next().answer().complete(new Left(8, 1, Optional.empty()));
        assertTrue(again.get());
    }

    @Test
    void aPartyArrivesWaitsAndDeregisters() throws Exception {
        CompletableFuture<Party> registered =
                barriers.phaser("phases", LossPolicy.SHRINK).registerAsync("worker");
        FakeClient.Sent call = fake.next();
        assertEquals(new Register(LossPolicy.SHRINK, "worker"), call.request());
        call.answer().complete(new Registered(TOKEN, FakeClient.SESSION, 8, 1));
        Party party = registered.get();
        assertEquals(8, party.phase());
        FutureTask<Advanced> advanced = new FutureTask<>(() -> party.arriveAndAwait(WAIT));
        new Thread(advanced).start();
        FakeClient.Sent arrive = fake.next();
        assertEquals(new Arrive(TOKEN), arrive.request());
        arrive.answer().complete(new Arrived(12, 1));
        FakeClient.Sent await = fake.next();
        assertEquals(new AwaitAdvance(12, 5_000, ""), await.request());
        await.answer().complete(new Advanced(14, 1));
        assertEquals(14, advanced.get().phase());
        FutureTask<Boolean> close = closed(party);
        fake.next().answer().complete(new Arrived(14, 0));
        assertTrue(close.get());
        assertFalse(party.isValid());
        party.close();
        assertTrue(fake.isQuiet());
    }

    private Pass entered() throws Exception {
        CompletableFuture<Pass> pass = barriers.doubleBarrier("job", 2).enterAsync(WAIT, "");
        fake.next().answer().complete(PASSAGE);
        return pass.get();
    }

    private static FutureTask<Boolean> closed(AutoCloseable what) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            what.close();
            return true;
        });
        new Thread(task).start();
        return task;
    }
}
