package io.quorate.recipe.lock.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.testkit.FakeClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test's own thread plays the server; the program has one other. */
@Timeout(30)
class JavaLockTest {
    private static final FencingToken TOKEN = new FencingToken(9);
    private static final Released RELEASED = new Released(TOKEN, ReleaseReason.RELEASED);

    private final FakeClient fake = new FakeClient();
    private final JavaLock lock = Locks.TYPE.open().apply(fake).asJavaLock("lock");
    private final ExecutorService program = Executors.newSingleThreadExecutor();

    @AfterEach
    void endProgram() throws InterruptedException {
        program.shutdownNow();
        assertTrue(program.awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void isHeldByItsThreadUntilItIsUnlockedAsOftenAsItWasLocked() throws Exception {
        held();
        program.submit(() -> {
                    lock.lock();
                    try {
                        assertTrue(lock.tryLock());
                        assertTrue(lock.tryLock(1, TimeUnit.SECONDS));
                        assertEquals(TOKEN, lock.token());
                        lock.unlock();
                        lock.unlock();
                    } finally {
                        lock.unlock();
                    }
                    assertTrue(lock.isHeldByCurrentThread());
                    return true;
                })
                .get();
        assertTrue(fake.isQuiet());
        Future<?> unlocked = program.submit(lock::unlock);
        FakeClient.Sent release = fake.next();
        assertEquals(new Release(TOKEN), release.request());
        release.answer().complete(RELEASED);
        unlocked.get();
        assertFalse(program.submit(lock::isHeldByCurrentThread).get());
    }

    @Test
    void namesItsThreadAsTheOwnerSoThatAnotherThreadOfTheProgramWaits() throws Exception {
        long thread = program.submit(() -> Thread.currentThread().getId()).get();
        Future<?> locked = program.submit(this::lockOnly);
        FakeClient.Sent call = fake.next();
        assertEquals(new Acquire(2_592_000_000L, "", "thread-" + thread, 0, 0, 0, ""), call.request());
        call.answer().complete(new Grant(TOKEN, FakeClient.SESSION));
        locked.get();
        assertFalse(lock.isHeldByCurrentThread());
        assertThrows(IllegalMonitorStateException.class, lock::token);
        IllegalMonitorStateException stranger = assertThrows(IllegalMonitorStateException.class, lock::unlock);
        assertTrue(stranger.getMessage().endsWith("does not hold 'lock'"), stranger.getMessage());
    }

    @Test
    void asksAgainWhenEvenTheLongestWaitIsOver() throws Exception {
        Future<?> locked = program.submit(this::lockOnly);
        fake.next().answer().completeExceptionally(refusal(ErrorCode.WAIT_TIMED_OUT.name()));
        fake.next().answer().complete(new Grant(TOKEN, FakeClient.SESSION));
        locked.get();
    }

    @Test
    void takesNothingInVain() throws Exception {
        Future<Boolean> tried = program.submit(() -> lock.tryLock());
        FakeClient.Sent call = fake.next();
        assertEquals(0, ((Acquire) call.request()).waitMillis());
        call.answer().completeExceptionally(refusal(LockContract.NOT_GRANTED));
        assertFalse(tried.get());
        Future<Boolean> waited = program.submit(() -> lock.tryLock(2, TimeUnit.SECONDS));
        FakeClient.Sent wait = fake.next();
        assertEquals(2_000, ((Acquire) wait.request()).waitMillis());
        wait.answer().completeExceptionally(refusal(ErrorCode.WAIT_TIMED_OUT.name()));
        assertFalse(waited.get());
    }

    @Test
    void tellsWhenTheServersCannotBeAsked() throws Exception {
        Future<?> locked = program.submit(this::lockOnly);
        fake.next().answer().completeExceptionally(refusal(ErrorCode.UNREACHABLE.name()));
        ExecutionException failed = assertThrows(ExecutionException.class, locked::get);
        assertTrue(((QuorateException) failed.getCause()).is(ErrorCode.UNREACHABLE));
    }

    @Test
    void leavesTheQueueWhenItIsInterrupted() throws Exception {
        Thread thread = program.submit(Thread::currentThread).get();
        Future<?> locked = program.submit(() -> {
            assertThrows(InterruptedException.class, lock::lockInterruptibly);
            return lock.isHeldByCurrentThread();
        });
        FakeClient.Sent call = fake.next();
        thread.interrupt();
        assertEquals(false, locked.get());
        assertTrue(call.answer().isCancelled());
    }

    @Test
    void locksThoughItIsInterruptedAndKeepsTheInterrupt() throws Exception {
        Future<Boolean> locked = program.submit(() -> {
            Thread.currentThread().interrupt();
            lockOnly();
            return Thread.interrupted();
        });
        fake.next().answer().complete(new Grant(TOKEN, FakeClient.SESSION));
        assertTrue(locked.get());
        assertTrue(program.submit(lock::isHeldByCurrentThread).get());
    }

    @Test
    void tellsWhyTheLockWasLostAtEachUnlock() throws Exception {
        held();
        program.submit(this::lockOnly).get();
        fake.become(SessionState.LOST);
        program.submit(() -> {
                    assertTrue(assertThrows(QuorateException.class, lock::lock).is(ErrorCode.HOLD_LOST));
                    for (int i = 0; i < 2; i++) {
                        IllegalMonitorStateException lost =
                                assertThrows(IllegalMonitorStateException.class, lock::unlock);
                        assertTrue(
                                lost.getMessage()
                                        .contains("'lock' with token 9 is over: SESSION_LOST, expired by an operator"),
                                lost.getMessage());
                    }
                    IllegalMonitorStateException over = assertThrows(IllegalMonitorStateException.class, lock::unlock);
                    assertTrue(over.getMessage().endsWith("does not hold 'lock'"), over.getMessage());
                    return true;
                })
                .get();
        assertTrue(fake.isQuiet());
    }

    @Test
    void staysWithItsThreadWhenTheServersDidNotConfirmTheUnlock() throws Exception {
        held();
        Future<?> unlocked = program.submit(lock::unlock);
        fake.next().answer().completeExceptionally(refusal(ErrorCode.DEADLINE_EXCEEDED.name()));
        assertThrows(ExecutionException.class, unlocked::get);
        Future<?> again = program.submit(lock::unlock);
        fake.next().answer().complete(RELEASED);
        again.get();
    }

    @Test
    void hasNoConditions() {
        assertThrows(UnsupportedOperationException.class, lock::newCondition);
    }

    /** It is unlocked elsewhere. */
    private void lockOnly() {
        lock.lock();
    }

    private void held() throws Exception {
        Future<?> locked = program.submit(this::lockOnly);
        fake.next().answer().complete(new Grant(TOKEN, FakeClient.SESSION));
        locked.get();
    }

    private static QuorateException refusal(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "refused");
    }
}
