package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.ReleasedAll;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several locks in one step, or none. */
class MultiLockTest {
    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void takesAllInOneStepWithOneToken() {
        Grant grant = all(lock.a, 0, "x", "y", "z").reply();
        for (String name : List.of("x", "y", "z")) {
            assertEquals(grant.token(), holder(name).token());
            assertEquals(List.of("x", "y", "z"), holder(name).set());
        }
        ReleasedAll released = releaseAll(lock.a, "x", grant).reply();
        assertEquals(List.of("x", "y", "z"), released.locks());
        lock.requireNothingLeft();
    }

    @Test
    void takesNoneWhenOneIsHeld() {
        Grant other = single(lock.b, "y", 0).reply();
        Reply<Grant> refused = all(lock.a, 0, "x", "y");
        assertEquals(LockContract.NOT_GRANTED, refused.code());
        assertTrue(refused.message()
                .startsWith("'y' is held by session " + lock.b.session().value()));
        assertFalse(describe("x").held());
        release(lock.b, "y", other).reply();
        lock.requireNothingLeft();
    }

    /** Two that want the same locks in another order would wait for each other for ever, if each held one of them. */
    @Test
    void holdsNothingWhileItWaits() {
        Grant y = single(lock.c, "y", 0).reply();
        Reply<Grant> first = all(lock.a, 60_000, "x", "y");
        Reply<Grant> second = all(lock.b, 60_000, "y", "x");
        assertTrue(first.isWaiting() && second.isWaiting());
        assertFalse(describe("x").held());
        release(lock.c, "y", y).reply();
        assertTrue(second.isWaiting());
        releaseAll(lock.a, "x", first.reply()).reply();
        releaseAll(lock.b, "y", second.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void othersGoPastItForAWhileAndThenWhatGetsFreeIsKeptForIt() {
        Grant y = single(lock.b, "y", 0).reply();
        Reply<Grant> set = all(lock.a, 60_000, "x", "y");
        Grant x = single(lock.c, "x", 0).reply();
        lock.advance(LockContract.RESERVED_AFTER_MILLIS);
        release(lock.c, "x", x).reply();
        Reply<Grant> tried = single(lock.c, "x", 0);
        assertEquals(LockContract.NOT_GRANTED, tried.code());
        assertTrue(
                tried.message()
                        .contains("'x' is kept for session " + lock.a.session().value()),
                tried::message);
        Reply<Grant> behind = single(lock.c, "x", 60_000);
        assertTrue(behind.isWaiting());
        release(lock.b, "y", y).reply();
        releaseAll(lock.a, "y", set.reply()).reply();
        release(lock.c, "x", behind.reply()).reply();
        lock.requireNothingLeft();
    }

    /** They want each other's locks, and both have waited long: the older one comes first on both. */
    @Test
    void theOlderOfTwoThatWaitedLongComesFirst() {
        Grant x = single(lock.c, "x", 0).reply();
        Grant y = single(lock.c, "y", 0).reply();
        Reply<Grant> older = all(lock.a, 60_000, "x", "y");
        Reply<Grant> younger = all(lock.b, 60_000, "y", "x");
        lock.advance(LockContract.RESERVED_AFTER_MILLIS);
        release(lock.c, "y", y).reply();
        assertTrue(older.isWaiting() && younger.isWaiting());
        release(lock.c, "x", x).reply();
        assertTrue(younger.isWaiting());
        releaseAll(lock.a, "x", older.reply()).reply();
        releaseAll(lock.b, "x", younger.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void doesNotGoPastOneThatWaitedBefore() {
        Grant x = single(lock.b, "x", 0).reply();
        Reply<Grant> before = single(lock.c, "x", 60_000);
        Reply<Grant> set = all(lock.a, 60_000, "x", "y");
        release(lock.b, "x", x).reply();
        assertTrue(set.isWaiting());
        release(lock.c, "x", before.reply()).reply();
        releaseAll(lock.a, "x", set.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void aWaitThatIsCancelledOrTimesOutLeavesNothingAndFreesWhatWasKept() {
        for (boolean cancelled : List.of(true, false)) {
            Grant y = single(lock.b, "y", 0).reply();
            Reply<Grant> set = all(lock.a, 5_000, "x", "y");
            lock.advance(LockContract.RESERVED_AFTER_MILLIS);
            Reply<Grant> behind = single(lock.c, "x", 60_000);
            assertTrue(behind.isWaiting());
            if (cancelled) {
                set.cancel();
            } else {
                lock.advance(5_000);
                assertEquals("WAIT_TIMED_OUT", set.code());
            }
            release(lock.c, "x", behind.reply()).reply();
            release(lock.b, "y", y).reply();
            lock.requireNothingLeft();
        }
    }

    @Test
    void theEndOfTheSessionThatWaitsFreesWhatWasKept() {
        Grant y = single(lock.b, "y", 0).reply();
        all(lock.a, 60_000, "x", "y");
        lock.advance(LockContract.RESERVED_AFTER_MILLIS);
        Reply<Grant> behind = single(lock.c, "x", 60_000);
        lock.a.closeSession();
        release(lock.c, "x", behind.reply()).reply();
        release(lock.b, "y", y).reply();
        lock.requireNothingLeft();
    }

    @Test
    void theEndOfTheSessionThatHoldsEndsAll() {
        all(lock.a, 0, "x", "y").reply();
        Reply<Grant> next = all(lock.b, 60_000, "y", "x");
        lock.a.closeSession();
        releaseAll(lock.b, "x", next.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void givesBackWhatIsLeftWhenOneWasTakenAway() {
        Grant grant = all(lock.a, 0, "x", "y", "z").reply();
        lock.b
                .call("x", LockContract.FORCE_RELEASE, new ForceRelease(grant.token(), "test"), Revoked.class)
                .reply();
        assertEquals(LockContract.NOT_HELD, releaseAll(lock.a, "x", grant).code());
        assertEquals(List.of("y", "z"), releaseAll(lock.a, "z", grant).reply().locks());
        lock.requireNothingLeft();
    }

    @Test
    void aGrantThatNobodyTookIsUndone() {
        Reply<Grant> taken = all(lock.a, 0, "x", "y");
        taken.cancel();
        lock.requireNothingLeft();
        Grant y = single(lock.b, "y", 0).reply();
        Reply<Grant> waited = all(lock.a, 60_000, "x", "y");
        release(lock.b, "y", y).reply();
        waited.cancel();
        lock.requireNothingLeft();
    }

    @Test
    void endsWithItsTimeAndIsKeptBackLikeAnyOther() {
        AcquireAll limited = new AcquireAll(List.of("y"), 0, "", 3_000, 2_000);
        lock.a.call("x", LockContract.ACQUIRE_ALL, limited, Grant.class).reply();
        Reply<Grant> next = all(lock.b, 60_000, "y", "x");
        lock.advance(4_000);
        assertTrue(next.isWaiting());
        lock.advance(2_000);
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void aSessionMayHoldOneAndWaitForAnotherSet() {
        Grant held = single(lock.a, "x", 0).reply();
        Grant other = single(lock.b, "z", 0).reply();
        Reply<Grant> set = all(lock.a, 60_000, "x", "z");
        release(lock.a, "x", held).reply();
        lock.a.closeSession();
        assertFalse(set.isWaiting());
        release(lock.b, "z", other).reply();
        lock.requireNothingLeft();
    }

    @Test
    void refusesWhatIsNoSet() {
        assertEquals("INVALID_REQUEST", all(lock.a, 0, "x", "x").code());
        assertEquals(
                "INVALID_REQUEST",
                lock.a
                        .call("x", LockContract.ACQUIRE_ALL, new AcquireAll(List.of(""), 0, "", 0, 0), Grant.class)
                        .code());
        Grant alone = single(lock.a, "x", 0).reply();
        assertEquals("CONFLICT", releaseAll(lock.a, "x", alone).code());
        assertEquals(LockContract.NOT_HELD, releaseAll(lock.b, "x", alone).code());
    }

    @Test
    void setsThatWaitAreBounded() {
        single(lock.c, "y", 0).reply();
        for (int i = 0; i < LockContract.MAX_WAITING_SETS_OF_SESSION; i++) {
            assertTrue(all(lock.a, 60_000, "x", "y").isWaiting());
        }
        Reply<Grant> refused = all(lock.a, 60_000, "x", "y");
        assertEquals("OVERLOADED", refused.code());
        assertTrue(refused.message().startsWith("8 sets of this session wait for 'x' already"), refused::message);
    }

    private Reply<Grant> all(TestClient client, long waitMillis, String first, String... others) {
        AcquireAll request = new AcquireAll(List.of(others), waitMillis, "", 0, 0);
        return client.call(first, LockContract.ACQUIRE_ALL, request, Grant.class);
    }

    private Reply<Grant> single(TestClient client, String name, long waitMillis) {
        return client.call(name, LockContract.ACQUIRE, new Acquire(waitMillis, ""), Grant.class);
    }

    private Reply<ReleasedAll> releaseAll(TestClient client, String name, Grant grant) {
        return client.call(name, LockContract.RELEASE_ALL, new ReleaseAll(grant.token()), ReleasedAll.class);
    }

    private Reply<Released> release(TestClient client, String name, Grant grant) {
        return client.call(name, LockContract.RELEASE, new Release(grant.token()), Released.class);
    }

    private LockDescription describe(String name) {
        return lock.world.describe(name, LockDescription.class);
    }

    private LockDescription.Holder holder(String name) {
        return describe(name).holder().orElseThrow();
    }
}
