package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.testkit.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lock that was not given back is kept back for a while, when its holder had asked for that. */
class LockDelayTest {
    private static final Acquire DELAYED = new Acquire(0, "", "", 0, 5_000, 0, "");

    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void keepsTheLockBackWhenTheSessionEnds() {
        Grant held = lock.acquire(lock.a, DELAYED).reply();
        Reply<Grant> next = lock.waiting(lock.b);
        lock.a.closeSession();
        assertTrue(next.isWaiting());
        assertEquals(
                5_000,
                lock.describe().keptBackUntilMillis().orElseThrow()
                        - lock.describe().logTimeMillis());
        lock.advance(4_000);
        Reply<Grant> tried = lock.acquire(lock.c, new Acquire(0, ""));
        assertEquals(LockContract.NOT_GRANTED, tried.code());
        assertTrue(
                tried.message().endsWith("1000 ms, since the hold with token " + held.token() + " was not given back"),
                tried::message);
        lock.advance(2_000);
        assertTrue(next.reply().token().compareTo(held.token()) > 0);
        assertTrue(lock.describe().keptBackUntilMillis().isEmpty());
    }

    @Test
    void keepsItBackWhenItsTimeIsOver() {
        lock.acquire(lock.a, new Acquire(0, "", "", 2_000, 5_000, 0, ""));
        Reply<Grant> next = lock.waiting(lock.b);
        lock.advance(6_000);
        assertTrue(next.isWaiting());
        lock.advance(3_000);
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void passesOnAtOnceWhatIsGivenBackOrRevoked() {
        lock.release(lock.a, lock.acquire(lock.a, DELAYED).reply()).reply();
        Grant second = lock.acquire(lock.a, DELAYED).reply();
        Reply<Grant> next = lock.waiting(lock.b);
        lock.c.call(LockWorld.NAME, LockContract.FORCE_RELEASE, new ForceRelease(second.token(), ""), Revoked.class);
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void passesOnAtOnceWhereNobodyAskedForADelay() {
        lock.acquire(lock.a, new Acquire(0, ""));
        Reply<Grant> next = lock.waiting(lock.b);
        lock.a.closeSession();
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void grantsInOrderAfterTheDelayAndLeavesNothingBehind() {
        lock.acquire(lock.a, DELAYED);
        lock.a.closeSession();
        Reply<Grant> first = lock.waiting(lock.b);
        Reply<Grant> second = lock.waiting(lock.c);
        lock.world.changeLeader();
        lock.advance(6_000);
        assertTrue(second.isWaiting());
        lock.release(lock.b, first.reply()).reply();
        lock.release(lock.c, second.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void endsThoughNobodyWaits() {
        lock.acquire(lock.a, DELAYED);
        lock.a.closeSession();
        lock.advance(6_200);
        lock.requireNothingLeft();
    }

    @Test
    void refusesMoreThanAMinute() {
        record Raw(long lockDelayMillis) {}
        assertEquals(
                "INVALID_REQUEST",
                lock.a
                        .call(LockWorld.NAME, LockContract.ACQUIRE, new Raw(60_001), Grant.class)
                        .code());
    }
}
