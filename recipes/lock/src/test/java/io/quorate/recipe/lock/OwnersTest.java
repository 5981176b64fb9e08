package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An owner of a session acquires again what it holds. */
class OwnersTest {
    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void givesTheSameOwnerItsTokenAgainAndEndsWithTheLastRelease() {
        Grant first = by(lock.a, "t1").reply();
        Grant second = by(lock.a, "t1").reply();
        Reply<Grant> next = lock.waiting(lock.b);
        assertEquals(first.token(), second.token());
        assertNotEquals(first.entry(), second.entry());
        assertEquals("t1", lock.holder().owner());
        assertEquals(2, lock.holder().count());
        assertEquals(1, lock.release(lock.a, second).reply().left());
        assertTrue(next.isWaiting());
        assertEquals(0, lock.release(lock.a, first).reply().left());
        assertTrue(next.reply().token().compareTo(first.token()) > 0);
    }

    @Test
    void takesReleasesInAnyOrderAndEachOnce() {
        Grant first = by(lock.a, "t1").reply();
        Grant second = by(lock.a, "t1").reply();
        lock.release(lock.a, first).reply();
        assertEquals(LockContract.NOT_HELD, lock.release(lock.a, first).code());
        lock.requireHeldWith(second.token());
        lock.release(lock.a, second).reply();
        lock.requireNothingLeft();
    }

    @Test
    void letsAClientThatKnowsNothingOfItReleaseAsOftenAsItAcquired() {
        Grant grant = by(lock.a, "t1").reply();
        by(lock.a, "t1");
        Release release = new Release(grant.token());
        assertEquals(
                1,
                lock.a
                        .call(LockWorld.NAME, LockContract.RELEASE, release, Released.class)
                        .reply()
                        .left());
        assertEquals(
                0,
                lock.a
                        .call(LockWorld.NAME, LockContract.RELEASE, release, Released.class)
                        .reply()
                        .left());
        lock.requireNothingLeft();
    }

    @Test
    void isNotReentrantForAnotherOwnerNobodyOrAnotherSession() {
        by(lock.a, "t1");
        assertEquals(LockContract.NOT_GRANTED, by(lock.a, "t2").code());
        assertEquals(LockContract.NOT_GRANTED, by(lock.a, "").code());
        assertEquals(LockContract.NOT_GRANTED, by(lock.b, "t1").code());
        lock.a.closeSession();
        by(lock.b, "").reply();
        assertEquals(LockContract.NOT_GRANTED, by(lock.b, "").code());
    }

    @Test
    void endsWithItsSessionHoweverOftenItWasAcquired() {
        by(lock.a, "t1");
        by(lock.a, "t1");
        Reply<Grant> next = lock.waiting(lock.b);
        lock.a.closeSession();
        assertEquals(lock.b.session(), next.reply().session());
    }

    @Test
    void takesBackTheAcquireAloneWhoseCallerGaveUp() {
        Grant first = by(lock.a, "t1").reply();
        Reply<Grant> gaveUp = by(lock.a, "t1");
        gaveUp.cancel();
        assertEquals(CallOutcome.NOT_APPLIED, gaveUp.outcome());
        assertEquals(1, lock.holder().count());
        lock.release(lock.a, first).reply();
        lock.requireNothingLeft();
    }

    @Test
    void grantsToAnOwnerThatWaited() {
        Grant held = by(lock.b, "").reply();
        Reply<Grant> waiting = lock.acquire(lock.a, new Acquire(60_000, "", "t1", 0, 0, 0, ""));
        lock.advance(1_500);
        lock.release(lock.b, held).reply();
        assertEquals(1_500, waiting.reply().waitedMillis());
        assertEquals(waiting.reply().token(), by(lock.a, "t1").reply().token());
    }

    @Test
    void boundsHowOftenOneHoldIsAcquired() {
        for (int i = 0; i < Hold.MAX_ENTRIES; i++) {
            by(lock.a, "t1").reply();
        }
        Reply<Grant> tooMany = by(lock.a, "t1");
        assertEquals(LockContract.NOT_GRANTED, tooMany.code());
        assertTrue(tooMany.message().endsWith("by 't1' 256 times, the limit"), tooMany::message);
    }

    private Reply<Grant> by(TestClient client, String owner) {
        return lock.acquire(client, new Acquire(0, "", owner, 0, 0, 0, ""));
    }
}
