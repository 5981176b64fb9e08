package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the first shipped version of the lock to this one, and back. */
class LockUpgradeTest {
    private final LockWorld lock = new LockWorld(new FirstLockRecipe());

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void keepsHoldsAndWaitsOnTheWayUpAndDown() {
        Grant held = lock.acquire(lock.a, new Acquire(0, "first")).reply();
        Reply<Grant> second = lock.acquire(lock.b, new Acquire(60_000, "second"));
        Reply<Grant> third = lock.acquire(lock.c, new Acquire(60_000, "third"));
        lock.world.upgrade(new LockRecipe());
        assertEquals("first", lock.holder().label());
        assertEquals(1, lock.holder().count());
        lock.release(lock.a, held).reply();
        assertEquals("second", lock.holder().label());
        lock.world.rollback();
        lock.release(lock.b, second.reply()).reply();
        assertEquals(lock.c.session(), third.reply().session());
        lock.release(lock.c, third.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void takesBackAGrantOfTheVersionBeforeThatNobodyWanted() {
        Reply<Grant> gaveUp = lock.acquire(lock.a, new Acquire(0, ""));
        lock.world.upgrade(new LockRecipe());
        gaveUp.cancel();
        lock.requireNothingLeft();
    }

    @Test
    void grantsOnTheWayDownWhatWasKeptBack() {
        lock.world.upgrade(new LockRecipe());
        lock.acquire(lock.a, new Acquire(0, "", "", 90_000, 60_000, 0, ""));
        Reply<Grant> next = lock.waiting(lock.b);
        lock.a.closeSession();
        assertTrue(next.isWaiting());
        lock.world.rollback();
        assertEquals(lock.b.session(), next.reply().session());
        lock.release(lock.b, next.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void endsOnTheWayDownAHoldWithoutASession() {
        lock.world.upgrade(new LockRecipe());
        String digest = "0".repeat(64);
        lock.acquire(lock.a, new Acquire(0, "", "", 90_000, 60_000, 90_000, digest));
        Reply<Grant> next = lock.waiting(lock.b);
        lock.a.closeSession();
        assertTrue(next.isWaiting());
        lock.world.rollback();
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void forgetsOnTheWayDownHowOftenAHoldWasAcquired() {
        lock.world.upgrade(new LockRecipe());
        Grant held = lock.acquire(lock.a, new Acquire(0, "", "t1", 0, 0, 0, "")).reply();
        lock.acquire(lock.a, new Acquire(0, "", "t1", 0, 0, 0, "")).reply();
        Reply<Grant> next = lock.waiting(lock.b);
        lock.world.rollback();
        assertTrue(next.isWaiting());
        lock.release(lock.a, held).reply();
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void forgetsOnTheWayDownWhoWaitsForSeveralLocks() {
        lock.world.upgrade(new LockRecipe());
        Grant held = lock.acquire(lock.a, new Acquire(0, "")).reply();
        AcquireAll both = new AcquireAll(List.of("other"), 60_000, "", 0, 0);
        Reply<Grant> set = lock.b.call(LockWorld.NAME, LockContract.ACQUIRE_ALL, both, Grant.class);
        lock.advance(LockContract.RESERVED_AFTER_MILLIS);
        Reply<Grant> behind = lock.c.call("other", LockContract.ACQUIRE, new Acquire(60_000, ""), Grant.class);
        assertTrue(behind.isWaiting());
        lock.world.rollback();
        assertEquals("CONFLICT", set.code());
        lock.release(lock.a, held).reply();
        lock.c
                .call("other", LockContract.RELEASE, new Release(behind.reply().token()), Released.class)
                .reply();
        lock.requireNothingLeft();
    }

    @Test
    void whatWasAcquiredTogetherIsGivenBackOneByOneOnTheWayDown() {
        lock.world.upgrade(new LockRecipe());
        AcquireAll both = new AcquireAll(List.of("other"), 0, "", 0, 0);
        Grant held = lock.a
                .call(LockWorld.NAME, LockContract.ACQUIRE_ALL, both, Grant.class)
                .reply();
        lock.world.rollback();
        for (String name : List.of(LockWorld.NAME, "other")) {
            lock.a
                    .call(name, LockContract.RELEASE, new Release(held.token()), Released.class)
                    .reply();
        }
        lock.requireNothingLeft();
    }
}
