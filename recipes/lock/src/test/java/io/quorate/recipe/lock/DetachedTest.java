package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.Resume;
import io.quorate.recipe.lock.api.LockContract.Resumed;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hold that outlives its session, until somebody comes with its secret. */
class DetachedTest {
    private static final String SECRET = "correct horse";
    private static final String DIGEST = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void goesOnWithItsTokenInAnotherSession() {
        Grant held = detached(0, 0).reply();
        Reply<Grant> next = lock.waiting(lock.c);
        List<Resumed> told = lock.world.events(LockWorld.NAME, Resumed.class);
        lock.a.closeSession();
        lock.world.restart();
        assertTrue(next.isWaiting());
        assertTrue(lock.holder().orphanedUntilMillis().isPresent());
        lock.advance(4_000);
        Grant resumed = resume(lock.b, held, SECRET).reply();
        assertEquals(held.token(), resumed.token());
        assertEquals(List.of(new Resumed(held.token(), lock.b.session())), told);
        lock.advance(10_000);
        assertEquals(lock.b.session(), lock.holder().session());
        assertFalse(lock.holder().orphanedUntilMillis().isPresent());
        lock.release(lock.b, resumed).reply();
        assertEquals(lock.c.session(), next.reply().session());
    }

    @Test
    void endsWhenNobodyComesInTime() {
        Grant held = detached(0, 0).reply();
        Reply<Grant> next = lock.waiting(lock.c);
        List<Released> released = lock.world.events(LockWorld.NAME, Released.class);
        lock.a.closeSession();
        lock.advance(6_200);
        assertEquals(lock.c.session(), next.reply().session());
        assertEquals(List.of(new Released(held.token(), ReleaseReason.SESSION_ENDED)), released);
        assertEquals(LockContract.NOT_HELD, resume(lock.b, held, SECRET).code());
        lock.release(lock.c, next.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void isResumedOnlyWithItsSecret() {
        Grant held = detached(0, 0).reply();
        lock.a.closeSession();
        Reply<Grant> refused = resume(lock.b, held, "correct horst");
        assertEquals(LockContract.RESUME_REFUSED, refused.code());
        assertFalse(refused.message().contains("horse") || refused.message().contains("horst"), refused::message);
        assertEquals(LockContract.RESUME_REFUSED, resume(lock.b, held, "").code());
        lock.requireHeldWith(held.token());
        resume(lock.b, held, SECRET).reply();
    }

    @Test
    void isNotResumedWhenItIsNotDetached() {
        Grant held = lock.waiting(lock.a).reply();
        assertEquals(LockContract.RESUME_REFUSED, resume(lock.b, held, "").code());
    }

    @Test
    void isTakenFromALiveSessionThatCannotReleaseItThen() {
        Grant held = detached(0, 0).reply();
        Grant resumed = resume(lock.b, held, SECRET).reply();
        assertEquals(LockContract.NOT_HELD, lock.release(lock.a, held).code());
        lock.a.closeSession();
        lock.requireHeldWith(resumed.token());
        lock.b.closeSession();
        lock.requireHeldWith(resumed.token());
        resume(lock.c, held, SECRET).reply();
        assertEquals(lock.c.session(), lock.holder().session());
    }

    @Test
    void waitsForSomebodyElseWhenWhoResumedItGaveUp() {
        Grant held = detached(0, 0).reply();
        lock.a.closeSession();
        Reply<Grant> gaveUp = resume(lock.b, held, SECRET);
        gaveUp.cancel();
        assertEquals(CallOutcome.NOT_APPLIED, gaveUp.outcome());
        assertTrue(lock.holder().orphanedUntilMillis().isPresent());
        resume(lock.c, held, SECRET).reply();
        lock.b.closeSession();
        assertEquals(lock.c.session(), lock.holder().session());
    }

    @Test
    void keepsItsLimitAndItsDelay() {
        Grant held = detached(5_000, 3_000).reply();
        Reply<Grant> next = lock.waiting(lock.c);
        lock.a.closeSession();
        lock.advance(2_000);
        assertEquals(3_000, resume(lock.b, held, SECRET).reply().maxHoldMillis());
        lock.b.closeSession();
        lock.advance(2_500);
        assertTrue(next.isWaiting());
        assertTrue(lock.describe().keptBackUntilMillis().isEmpty());
        lock.advance(1_600);
        assertTrue(lock.describe().keptBackUntilMillis().isPresent());
        lock.advance(3_000);
        assertEquals(lock.c.session(), next.reply().session());
        lock.release(lock.c, next.reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void isRefusedWithoutADigest() {
        record Raw(long detachedMillis, String resumeDigest) {}
        for (Raw wrong : List.of(new Raw(5_000, ""), new Raw(0, "ab"), new Raw(5_000, "ab"))) {
            assertEquals(
                    "INVALID_REQUEST",
                    lock.a
                            .call(LockWorld.NAME, LockContract.ACQUIRE, wrong, Grant.class)
                            .code());
        }
    }

    private Reply<Grant> detached(long maxHoldMillis, long lockDelayMillis) {
        return lock.acquire(lock.a, new Acquire(0, "", "", maxHoldMillis, lockDelayMillis, 5_000, DIGEST));
    }

    private Reply<Grant> resume(TestClient client, Grant held, String secret) {
        return client.call(LockWorld.NAME, LockContract.RESUME, new Resume(held.token(), secret), Grant.class);
    }
}
