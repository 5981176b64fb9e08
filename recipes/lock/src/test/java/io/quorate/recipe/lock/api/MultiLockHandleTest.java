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
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.ReleasedAll;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MultiLockHandleTest {
    private static final FencingToken TOKEN = new FencingToken(9);
    private static final List<String> NAMES = List.of("x", "y", "z");
    private static final ReleasedAll RELEASED = new ReleasedAll(TOKEN, NAMES);

    private final FakeClient fake = new FakeClient();
    private final List<LossReason> losses = new ArrayList<>();
    private MultiLockHandle handle;

    @BeforeEach
    void acquire() throws InterruptedException {
        handle = granted(LockOptions.DEFAULT, new Grant(TOKEN, FakeClient.SESSION));
        handle.onLost(losses::add);
    }

    private MultiLockHandle granted(LockOptions options, Grant grant) throws InterruptedException {
        CompletableFuture<MultiLockHandle> call =
                new LockClient(fake).acquireAllAsync(NAMES, Duration.ofSeconds(2), options);
        FakeClient.Sent sent = fake.next();
        assertEquals(LockContract.ACQUIRE_ALL, sent.call());
        assertEquals(
                new AcquireAll(List.of("y", "z"), 2_000, "", options.maxHold().toMillis(), 0), sent.request());
        assertEquals(FakeClient.DEADLINE.plusSeconds(2), sent.deadline());
        sent.answer().complete(grant);
        return call.join();
    }

    @Test
    void isValidAsLongAsItsSession() {
        assertEquals(TOKEN, handle.token());
        assertEquals(NAMES, handle.names());
        assertTrue(handle.isValid());
        assertEquals(FakeClient.VALID_UNTIL, handle.validUntil());
        fake.become(SessionState.LOST);
        fake.runCallbacks();
        assertFalse(handle.isValid());
        assertEquals(Instant.EPOCH, handle.validUntil());
        assertEquals(List.of(LossReason.SESSION_LOST), losses);
        handle.close();
        assertTrue(fake.isQuiet(), "the servers end it themselves");
        assertEquals(0, fake.listeners());
    }

    @Test
    void isLostWithTheFirstOfItsLocksAndGivesBackTheOthers() throws Exception {
        fake.tell(10, new Revoked(TOKEN, FakeClient.SESSION, "test"));
        fake.runCallbacks();
        assertEquals(List.of(LossReason.REVOKED), losses);
        QuorateException lost = assertThrows(QuorateException.class, () -> handle.runGuarded(() -> 1));
        assertTrue(lost.is(ErrorCode.HOLD_LOST));
        assertEquals(CallOutcome.NOT_APPLIED, lost.outcome());
        CompletableFuture<Void> released = handle.release();
        fake.next().answer().completeExceptionally(refusal(LockContract.NOT_HELD));
        FakeClient.Sent second = fake.next();
        assertEquals(new ReleaseAll(TOKEN), second.request());
        second.answer().complete(RELEASED);
        released.join();
        handle.close();
        assertTrue(fake.isQuiet());
    }

    @Test
    void isGivenBackInOneCall() throws Exception {
        assertEquals(7, handle.runGuarded(() -> 7));
        CompletableFuture<Void> released = handle.release();
        assertFalse(handle.isValid());
        FakeClient.Sent call = fake.next();
        assertEquals(LockContract.RELEASE_ALL, call.call());
        call.answer().complete(RELEASED);
        released.join();
        fake.runCallbacks();
        assertEquals(List.of(LossReason.CLOSED), losses);
        handle.close();
        assertTrue(fake.isQuiet());
        assertEquals(0, fake.listeners());
    }

    @Test
    void canBeClosedAgainWhenTheServersDidNotAnswer() throws Exception {
        CompletableFuture<Void> first = handle.release();
        fake.next().answer().completeExceptionally(refusal(ErrorCode.DEADLINE_EXCEEDED.name()));
        assertTrue(first.isCompletedExceptionally());
        CompletableFuture<Void> second = handle.release();
        fake.next().answer().complete(RELEASED);
        second.join();
    }

    @Test
    void endsWithItsTime() throws Exception {
        MultiLockHandle limited = granted(
                LockOptions.DEFAULT.maxHold(Duration.ofSeconds(5)), new Grant(TOKEN, FakeClient.SESSION, 9, 0, 5_000));
        fake.advance(Duration.ofSeconds(5));
        assertFalse(limited.isValid());
        limited.close();
        assertTrue(fake.isQuiet(), "the servers end it themselves");
    }

    @Test
    void isGivenBackWhenNobodyWantsItAnyMore() throws Exception {
        fake.letNoCallBeCancelled();
        CompletableFuture<MultiLockHandle> call =
                new LockClient(fake).acquireAllAsync(NAMES, Duration.ZERO, LockOptions.DEFAULT);
        call.cancel(true);
        fake.next().answer().complete(new Grant(TOKEN, FakeClient.SESSION));
        assertEquals(LockContract.RELEASE_ALL, fake.next().call());
    }

    @Test
    void refusesWhatASetCannotBe() {
        LockClient locks = new LockClient(fake);
        for (LockOptions options :
                List.of(LockOptions.DEFAULT.reentrantBy("t1"), LockOptions.DEFAULT.detached(Duration.ofMinutes(1)))) {
            assertThrows(IllegalArgumentException.class, () -> locks.acquireAllAsync(NAMES, Duration.ZERO, options));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> locks.acquireAllAsync(List.of("x"), Duration.ZERO, LockOptions.DEFAULT));
    }

    private static QuorateException refusal(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "refused");
    }
}
