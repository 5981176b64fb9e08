package io.quorate.recipe.lock.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.RenewMaxHold;
import io.quorate.recipe.lock.api.LockContract.Renewed;
import io.quorate.recipe.lock.api.LockContract.Resume;
import io.quorate.recipe.lock.api.LockContract.Resumed;
import io.quorate.recipe.lock.api.LockContract.RevokeRequested;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockContract.Transfer;
import io.quorate.recipe.lock.api.LockContract.Transferred;
import io.quorate.testkit.FakeClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LockHandleTest {
    private static final FencingToken TOKEN = new FencingToken(9);
    private static final Released RELEASED = new Released(TOKEN, ReleaseReason.RELEASED);

    private final FakeClient fake = new FakeClient();
    private final List<LossReason> losses = new ArrayList<>();
    private LockHandle handle;

    @BeforeEach
    void acquire() throws InterruptedException {
        handle = Grants.of(fake, new Grant(TOKEN, FakeClient.SESSION));
    }

    @Test
    void isValidAsLongAsItsSession() {
        assertTrue(handle.isValid());
        assertEquals(FakeClient.VALID_UNTIL, handle.validUntil());
        fake.become(SessionState.SUSPECT);
        assertTrue(handle.isValid());
        fake.expireSilently();
        assertFalse(handle.isValid());
        assertEquals(Instant.EPOCH, handle.validUntil());
    }

    @Test
    void isLostWithItsSessionAndStaysLostInTheNext() {
        handle.onLost(losses::add);
        fake.become(SessionState.LOST);
        fake.becomeSession(8);
        fake.runCallbacks();
        assertFalse(handle.isValid());
        assertEquals(List.of(LossReason.SESSION_LOST), losses);
        assertEquals(0, fake.listeners());
    }

    @Test
    void isLostWhenAnotherSessionIsThereThoughNobodySaidLost() {
        handle.onLost(losses::add);
        fake.becomeSession(8);
        fake.runCallbacks();
        assertEquals(List.of(LossReason.SESSION_LOST), losses);
    }

    @Test
    void isLostWithItsClient() {
        handle.onLost(losses::add);
        fake.become(SessionState.CLOSED);
        fake.runCallbacks();
        assertEquals(List.of(LossReason.CLIENT_CLOSED), losses);
    }

    @Test
    void isLostWhenItsTimeIsOverCountedFromTheAsking() throws InterruptedException {
        LockHandle limited = limited(2_000, 5_000);
        limited.onLost(losses::add);
        fake.advance(Duration.ofMillis(6_999));
        assertTrue(limited.isValid());
        fake.advance(Duration.ofMillis(1));
        assertFalse(limited.isValid());
        assertEquals(Instant.EPOCH, limited.validUntil());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.MAX_HOLD), losses);
        limited.close();
        assertTrue(fake.isQuiet(), "the servers end it themselves");
        assertEquals(0, fake.alarms());
    }

    @Test
    void isValidUntilItsTimeIsOverWhenThatIsBeforeTheEndOfItsSession() throws InterruptedException {
        assertEquals(FakeClient.VALID_UNTIL.minusSeconds(3), limited(0, 7_000).validUntil());
        assertEquals(FakeClient.VALID_UNTIL, limited(0, 70_000).validUntil());
    }

    @Test
    void lastsLongerWhenItsTimeIsRenewed() throws Exception {
        LockHandle limited = limited(0, 5_000);
        fake.advance(Duration.ofSeconds(4));
        FutureTask<Void> renew = new FutureTask<>(() -> limited.renewMaxHold(Duration.ofSeconds(9)), null);
        new Thread(renew).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new RenewMaxHold(TOKEN, 9_000), call.request());
        fake.advance(Duration.ofMillis(500));
        call.answer().complete(new Renewed(TOKEN, 9_000));
        renew.get();
        fake.advance(Duration.ofMillis(8_499));
        assertTrue(limited.isValid(), "counted from the asking");
        fake.advance(Duration.ofMillis(1));
        assertFalse(limited.isValid());
    }

    @Test
    void isNotRenewedWhenItsTimeIsOver() throws InterruptedException {
        LockHandle limited = limited(0, 5_000);
        fake.advance(Duration.ofSeconds(5));
        QuorateException lost = assertThrows(QuorateException.class, () -> limited.renewMaxHold(Duration.ofSeconds(9)));
        assertTrue(lost.is(ErrorCode.HOLD_LOST));
        assertTrue(lost.getMessage().contains("is over: MAX_HOLD"), lost.getMessage());
        assertTrue(fake.isQuiet());
    }

    @Test
    void forgetsItsTimeWhenItIsClosed() throws Exception {
        LockHandle limited = limited(0, 5_000);
        FutureTask<Void> close = closing(limited);
        fake.next().answer().complete(RELEASED);
        close.get();
        assertEquals(0, fake.alarms());
    }

    private LockHandle limited(long waitedMillis, long maxHoldMillis) throws InterruptedException {
        return Grants.of(fake, new Grant(TOKEN, FakeClient.SESSION, 9, waitedMillis, maxHoldMillis));
    }

    @Test
    void tellsALateListenerOnTheCallbackExecutor() {
        fake.become(SessionState.LOST);
        handle.onLost(losses::add);
        assertTrue(losses.isEmpty());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.SESSION_LOST), losses);
    }

    @Test
    void doesNotTellAListenerThatLeft() {
        Registration early = handle.onLost(losses::add);
        Registration late = handle.onLost(losses::add);
        early.close();
        fake.become(SessionState.LOST);
        late.close();
        fake.runCallbacks();
        assertTrue(losses.isEmpty());
    }

    @Test
    void isLostWhenItIsRevokedAndNotWhenAnotherIs() {
        handle.onLost(losses::add);
        fake.tell(20, new Revoked(new FencingToken(5), FakeClient.SESSION, ""));
        assertTrue(handle.isValid());
        fake.tell(21, new Revoked(TOKEN, FakeClient.SESSION, ""));
        assertFalse(handle.isValid());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.REVOKED), losses);
    }

    @Test
    void tellsOnceThatSomebodyWantsItBack() throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        handle.onRevokeRequested(reasons::add);
        fake.next().answer().complete(heldWith(TOKEN));
        fake.tell(20, new RevokeRequested(new FencingToken(5), FakeClient.SESSION, "not us"));
        fake.tell(21, new RevokeRequested(TOKEN, FakeClient.SESSION, "deploying"));
        fake.runCallbacks();
        assertEquals(List.of("deploying"), reasons);
        assertTrue(handle.isValid());
        assertEquals(2, fake.listeners(), "those of the hold itself");
    }

    @Test
    void tellsThatSomebodyWantedItBackBeforeAnybodyListened() throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        handle.onRevokeRequested(reasons::add);
        fake.next().answer().complete(heldWith(TOKEN, Optional.of("deploying")));
        fake.runCallbacks();
        assertEquals(List.of("deploying"), reasons);
    }

    @Test
    void doesNotTellThatAHoldIsWantedBackThatIsOver() throws InterruptedException {
        List<String> reasons = new ArrayList<>();
        handle.onRevokeRequested(reasons::add);
        FakeClient.Sent look = fake.next();
        fake.become(SessionState.LOST);
        look.answer().complete(heldWith(TOKEN, Optional.of("deploying")));
        fake.runCallbacks();
        assertEquals(List.of(), reasons);
        assertEquals(0, fake.listeners());
    }

    @Test
    void isLostWhenSomebodyElseResumesItAndNotByItsOwnResumption() throws Exception {
        FutureTask<LockHandle> resume =
                new FutureTask<>(() -> Locks.TYPE.open().apply(fake).resume(new Resumption("lock", TOKEN, "secret")));
        new Thread(resume).start();
        FakeClient.Sent call = fake.next();
        assertEquals(new Resume(TOKEN, "secret"), call.request());
        call.answer().complete(new Grant(TOKEN, FakeClient.SESSION, 30, 0, 0));
        LockHandle resumed = resume.get();
        resumed.onLost(losses::add);
        fake.tell(30, new Resumed(TOKEN, FakeClient.SESSION));
        assertTrue(resumed.isValid());
        fake.tell(31, new Resumed(TOKEN, new SessionId(8)));
        assertFalse(resumed.isValid());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.RESUMED), losses);
    }

    @Test
    void saysNothingOfItsSecretButInItsResumption() throws InterruptedException {
        Acquire[] sent = new Acquire[1];
        LockHandle detached = Grants.of(
                fake, LockOptions.DEFAULT.detached(Duration.ofMinutes(1)), new Grant(TOKEN, FakeClient.SESSION), sent);
        Resumption resumption = detached.resumption().orElseThrow();
        assertEquals(32, resumption.secret().length());
        assertEquals(60_000, sent[0].detachedMillis());
        assertEquals(Resumption.digest(resumption.secret()), sent[0].resumeDigest());
        assertFalse((resumption + "" + sent[0] + new Resume(TOKEN, resumption.secret())).contains(resumption.secret()));
        assertEquals(Optional.empty(), handle.resumption());
    }

    @Test
    void isInvalidFromTheMomentAtWhichItIsTransferred() throws Exception {
        handle.onLost(losses::add);
        FutureTask<Void> transfer = transferring();
        FakeClient.Sent call = fake.next();
        assertEquals(new Transfer(TOKEN, new SessionId(8)), call.request());
        assertFalse(handle.isValid());
        call.answer().complete(new Transferred(TOKEN, new SessionId(8), new FencingToken(12)));
        transfer.get();
        handle.close();
        assertTrue(fake.isQuiet());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.TRANSFERRED), losses);
    }

    @Test
    void givesTheLockBackWhenNobodyTookTheTransferAndItIsClosed() throws Exception {
        FutureTask<Void> transfer = transferring();
        fake.next().answer().completeExceptionally(refusal(LockContract.NOT_WAITING));
        assertThrows(Exception.class, transfer::get);
        FutureTask<Void> close = closing();
        FakeClient.Sent release = fake.next();
        assertEquals(new Release(TOKEN), release.request());
        release.answer().complete(RELEASED);
        close.get();
    }

    private FutureTask<Void> transferring() {
        FutureTask<Void> transfer = new FutureTask<>(() -> handle.transferTo(new SessionId(8)), null);
        new Thread(transfer).start();
        return transfer;
    }

    @Test
    void looksAtTheLockWhenEventsMayBeMissing() throws InterruptedException {
        fake.reset(20);
        fake.next().answer().complete(heldWith(TOKEN));
        assertTrue(handle.isValid());
        fake.reset(30);
        fake.next().answer().complete(heldWith(new FencingToken(25)));
        assertFalse(handle.isValid());
    }

    @Test
    void releasesOnceAndIsInvalidFromThenOn() throws Exception {
        handle.onLost(losses::add);
        FutureTask<Void> close = closing();
        FakeClient.Sent release = fake.next();
        assertEquals(new Release(TOKEN), release.request());
        assertFalse(handle.isValid());
        release.answer().complete(RELEASED);
        close.get();
        handle.close();
        assertTrue(fake.isQuiet());
        fake.runCallbacks();
        assertEquals(List.of(LossReason.CLOSED), losses);
    }

    @Test
    void givesBackItsOwnAcquireOfAHold() throws Exception {
        LockHandle again = Grants.of(fake, new Grant(TOKEN, FakeClient.SESSION, 12, 0, 0));
        FutureTask<Void> close = closing(again);
        FakeClient.Sent release = fake.next();
        assertEquals(new Release(TOKEN, 12), release.request());
        release.answer().complete(new Released(TOKEN, ReleaseReason.RELEASED, 1));
        close.get();
        assertTrue(handle.isValid());
    }

    @Test
    void sendsNothingForAHoldThatIsLost() {
        fake.become(SessionState.LOST);
        handle.close();
        assertTrue(fake.isQuiet());
    }

    @Test
    void sendsNothingInALaterSession() {
        fake.becomeSession(8);
        handle.close();
        assertTrue(fake.isQuiet());
    }

    @Test
    void takesAnAnswerThatTheHoldIsOverForARelease() throws Exception {
        FutureTask<Void> close = closing();
        fake.next().answer().completeExceptionally(refusal(LockContract.NOT_HELD));
        close.get();
        handle.close();
        assertTrue(fake.isQuiet());
    }

    @Test
    void canBeClosedAgainWhenTheServerDidNotConfirm() throws Exception {
        FutureTask<Void> close = closing();
        fake.next().answer().completeExceptionally(refusal(ErrorCode.DEADLINE_EXCEEDED.name()));
        Exception failed = assertThrows(Exception.class, close::get);
        assertTrue(((QuorateException) failed.getCause()).is(ErrorCode.DEADLINE_EXCEEDED));
        FutureTask<Void> again = closing();
        fake.next().answer().complete(RELEASED);
        again.get();
        assertFalse(handle.isValid());
    }

    @Test
    void releasesAlsoInAnInterruptedThread() throws Exception {
        FutureTask<Boolean> close = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            handle.close();
            return Thread.interrupted();
        });
        new Thread(close).start();
        fake.next().answer().complete(RELEASED);
        assertTrue(close.get());
    }

    @Test
    void returnsWhatGuardedWorkReturns() throws Exception {
        assertEquals("done", handle.runGuarded(() -> "done"));
    }

    @Test
    void throwsWhatGuardedWorkThrows() {
        IOException broken = new IOException("broken");
        assertSame(
                broken,
                assertThrows(
                        IOException.class,
                        () -> handle.runGuarded(() -> {
                            throw broken;
                        })));
    }

    @Test
    void interruptsGuardedWorkAtTheLossWithoutTheCallbackExecutorAndGivesTheThreadBackClean() throws Exception {
        handle.onLost(losses::add);
        CountDownLatch working = new CountDownLatch(1);
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            QuorateException lost = assertThrows(
                    QuorateException.class,
                    () -> handle.runGuarded(() -> {
                        working.countDown();
                        return new CountDownLatch(1).await(10, java.util.concurrent.TimeUnit.SECONDS);
                    }));
            assertTrue(lost.is(ErrorCode.HOLD_LOST));
            assertTrue(lost.getSuppressed()[0] instanceof InterruptedException);
            return Thread.interrupted();
        });
        new Thread(task).start();
        working.await();
        fake.become(SessionState.LOST);
        assertFalse(task.get());
        assertTrue(losses.isEmpty(), "the user's own listener waits for its executor");
    }

    @Test
    void doesNotPassOnWorkThatIgnoredTheInterrupt() {
        QuorateException lost = assertThrows(
                QuorateException.class,
                () -> handle.runGuarded(() -> {
                    fake.become(SessionState.LOST);
                    return "too late";
                }));
        assertTrue(lost.is(ErrorCode.HOLD_LOST));
        assertEquals(CallOutcome.UNKNOWN, lost.outcome());
        assertFalse(Thread.interrupted());
    }

    @Test
    void doesNotBeginGuardedWorkWithoutTheHold() {
        fake.become(SessionState.LOST);
        QuorateException lost = assertThrows(
                QuorateException.class,
                () -> handle.runGuarded(() -> {
                    throw new AssertionError("it began");
                }));
        assertEquals(CallOutcome.NOT_APPLIED, lost.outcome());
        assertTrue(lost.getMessage().contains("SESSION_LOST, expired by an operator"), lost.getMessage());
    }

    private FutureTask<Void> closing() {
        return closing(handle);
    }

    private static FutureTask<Void> closing(LockHandle handle) {
        FutureTask<Void> close = new FutureTask<>(handle::close, null);
        new Thread(close).start();
        return close;
    }

    private static LockDescription heldWith(FencingToken token) {
        return heldWith(token, Optional.empty());
    }

    private static LockDescription heldWith(FencingToken token, Optional<String> revokeRequest) {
        LockDescription.Holder holder = new LockDescription.Holder(
                token,
                new SessionId(7),
                1,
                "",
                0,
                0,
                "",
                1,
                OptionalLong.empty(),
                0,
                revokeRequest,
                0,
                OptionalLong.empty(),
                List.of());
        return new LockDescription(true, 10, Optional.of(holder), List.of(), false, OptionalLong.empty(), List.of());
    }

    private static QuorateException refusal(String code) {
        return QuorateException.of(code, CallOutcome.NOT_APPLIED, "refused");
    }
}
