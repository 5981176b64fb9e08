package io.quorate.recipe.lock.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.RequestRevoke;
import io.quorate.recipe.lock.api.LockContract.RevokeRequested;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LockClientTest {
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Grant GRANT = new Grant(new FencingToken(9), FakeClient.SESSION);

    private final FakeClient fake = new FakeClient();
    private final LockClient locks = Locks.TYPE.open().apply(fake);

    @Test
    void waitsAtTheServerAndAddsTheDefaultDeadline() throws InterruptedException {
        CompletableFuture<LockHandle> handle = locks.acquireAsync("lock", WAIT);
        FakeClient.Sent call = fake.next();
        assertEquals(new Acquire(5_000, ""), call.request());
        assertEquals(WAIT.plus(FakeClient.DEADLINE), call.deadline());
        call.answer().complete(GRANT);
        assertEquals(GRANT.token(), handle.join().token());
    }

    @Test
    void doesNotTurnAShortWaitIntoATry() throws InterruptedException {
        locks.acquireAsync("lock", Duration.ofNanos(1));
        assertEquals(new Acquire(1, ""), fake.next().request());
    }

    @Test
    void asksForWhatTheOptionsSay() throws InterruptedException {
        locks.acquireAsync(
                "lock",
                WAIT,
                LockOptions.DEFAULT
                        .labelled("worker")
                        .reentrantBy("t1")
                        .maxHold(Duration.ofMinutes(1))
                        .lockDelay(Duration.ofSeconds(2)));
        assertEquals(
                new Acquire(5_000, "worker", "t1", 60_000, 2_000, 0, ""),
                fake.next().request());
    }

    @Test
    void refusesANegativeWait() {
        assertThrows(IllegalArgumentException.class, () -> locks.acquireAsync("lock", Duration.ofSeconds(-1)));
        assertTrue(fake.isQuiet());
    }

    @Test
    void tellsThatAWaitTimedOut() throws Exception {
        FutureTask<LockHandle> acquire = started(() -> locks.acquire("lock", WAIT));
        fake.next().answer().completeExceptionally(refusal(ErrorCode.WAIT_TIMED_OUT.name()));
        assertTrue(failure(acquire).is(ErrorCode.WAIT_TIMED_OUT));
    }

    @Test
    void findsNothingToTakeWhenTheLockIsHeld() throws Exception {
        FutureTask<Optional<LockHandle>> attempt = started(() -> locks.tryAcquire("lock"));
        FakeClient.Sent call = fake.next();
        assertEquals(new Acquire(0, ""), call.request());
        call.answer().completeExceptionally(refusal(LockContract.NOT_GRANTED));
        assertEquals(Optional.empty(), attempt.get());
    }

    @Test
    void passesOtherFailuresOfATryOn() throws Exception {
        FutureTask<Optional<LockHandle>> attempt = started(() -> locks.tryAcquire("lock"));
        fake.next().answer().completeExceptionally(refusal(ErrorCode.UNREACHABLE.name()));
        assertTrue(failure(attempt).is(ErrorCode.UNREACHABLE));
    }

    @Test
    void cancelsWhenTheWaitingThreadIsInterrupted() throws Exception {
        boolean[] stillInterrupted = new boolean[1];
        FutureTask<LockHandle> acquire = new FutureTask<>(() -> {
            try {
                return locks.acquire("lock", WAIT);
            } finally {
                stillInterrupted[0] = Thread.currentThread().isInterrupted();
            }
        });
        Thread thread = new Thread(acquire);
        thread.start();
        FakeClient.Sent call = fake.next();
        thread.interrupt();
        assertTrue(failure(acquire).is(ErrorCode.CANCELLED));
        assertTrue(call.answer().isCancelled());
        assertTrue(stillInterrupted[0]);
    }

    @Test
    void cancelsTheCallWithItsFuture() throws InterruptedException {
        CompletableFuture<LockHandle> handle = locks.acquireAsync("lock", WAIT);
        handle.cancel(true);
        assertTrue(fake.next().answer().isCancelled());
    }

    @Test
    void givesAGrantBackThatCameAfterTheCancellation() throws InterruptedException {
        fake.letNoCallBeCancelled();
        CompletableFuture<LockHandle> handle = locks.acquireAsync("lock", WAIT);
        handle.cancel(true);
        fake.next().answer().complete(GRANT);
        assertEquals(new Release(GRANT.token()), fake.next().request());
        assertEquals(0, fake.listeners());
    }

    @Test
    void doesNotReportAGrantOfAnOldSession() throws InterruptedException {
        CompletableFuture<LockHandle> handle = locks.acquireAsync("lock", WAIT);
        fake.next().answer().complete(new Grant(new FencingToken(9), new SessionId(6)));
        QuorateException lost = assertThrows(QuorateException.class, () -> Await.result(handle));
        assertTrue(lost.is(ErrorCode.HOLD_LOST));
        assertEquals(0, fake.listeners());
    }

    @Test
    void describes() throws Exception {
        LockDescription free =
                new LockDescription(false, 5, Optional.empty(), List.of(), false, OptionalLong.empty(), List.of());
        FutureTask<LockDescription> describe = started(() -> locks.describe("lock"));
        fake.next().answer().complete(free);
        assertEquals(free, describe.get());
    }

    @Test
    void releasesByForce() throws Exception {
        FutureTask<Boolean> force = started(() -> {
            locks.forceRelease("lock", GRANT.token(), "stuck");
            return true;
        });
        FakeClient.Sent call = fake.next();
        assertEquals(new ForceRelease(GRANT.token(), "stuck"), call.request());
        call.answer().complete(new Revoked(GRANT.token(), FakeClient.SESSION, "stuck"));
        assertTrue(force.get());
    }

    @Test
    void asksForARevoke() throws Exception {
        FutureTask<Boolean> request = started(() -> {
            locks.requestRevoke("lock", GRANT.token(), "deploying");
            return true;
        });
        FakeClient.Sent call = fake.next();
        assertEquals(new RequestRevoke(GRANT.token(), "deploying"), call.request());
        call.answer().complete(new RevokeRequested(GRANT.token(), FakeClient.SESSION, "deploying"));
        assertTrue(request.get());
    }

    private static <T> FutureTask<T> started(java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }

    private static QuorateException failure(FutureTask<?> task) {
        Exception wrapped = assertThrows(Exception.class, () -> task.get(10, TimeUnit.SECONDS));
        return (QuorateException) wrapped.getCause();
    }

    private static QuorateException refusal(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "refused");
    }
}
