package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Expired;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.RenewMaxHold;
import io.quorate.recipe.lock.api.LockContract.Renewed;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hold ends when it has lasted as long as it was to last, though its session lives. */
class MaxHoldTest {
    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void endsTheHoldAndTellsWhy() {
        Grant held = limited(lock.a, 5_000).reply();
        Reply<Grant> next = lock.waiting(lock.b);
        List<Expired> expired = lock.world.events(LockWorld.NAME, Expired.class);
        List<Released> released = lock.world.events(LockWorld.NAME, Released.class);
        assertEquals(5_000, held.maxHoldMillis());
        lock.advance(4_900);
        assertTrue(next.isWaiting());
        lock.advance(1_200);
        assertEquals(lock.b.session(), next.reply().session());
        assertEquals(List.of(new Expired(held.token(), lock.a.session())), expired);
        assertEquals(List.of(), released);
        assertEquals(LockContract.NOT_HELD, lock.release(lock.a, held).code());
    }

    @Test
    void leavesNothingBehind() {
        limited(lock.a, 5_000);
        lock.advance(6_200);
        lock.requireNothingLeft();
        lock.release(lock.a, limited(lock.a, 5_000).reply()).reply();
        lock.requireNothingLeft();
    }

    @Test
    void countsFromTheGrantAndNotFromTheAsking() {
        Grant first = lock.waiting(lock.a).reply();
        Reply<Grant> waited = lock.acquire(lock.b, new Acquire(60_000, "", "", 5_000, 0, 0, ""));
        lock.advance(4_000);
        lock.release(lock.a, first).reply();
        lock.advance(4_000);
        lock.requireHeldWith(waited.reply().token());
        lock.advance(2_200);
        lock.requireNothingLeft();
    }

    @Test
    void doesNotEndAHoldThatCameLater() {
        lock.release(lock.a, limited(lock.a, 5_000).reply()).reply();
        Grant later = lock.waiting(lock.b).reply();
        lock.advance(10_000);
        lock.requireHeldWith(later.token());
    }

    @Test
    void survivesAChangeOfTheLeaderAndARestart() {
        Grant held = limited(lock.a, 5_000).reply();
        lock.world.changeLeader();
        lock.world.restart();
        lock.advance(4_000);
        lock.requireHeldWith(held.token());
        lock.advance(2_200);
        lock.requireNothingLeft();
    }

    @Test
    void isRenewedByItsHolderAndNeverMadeShorter() {
        Grant held = limited(lock.a, 5_000).reply();
        lock.advance(3_000);
        assertEquals(
                new Renewed(held.token(), 4_000), renew(lock.a, held, 4_000).reply());
        assertEquals(4_000, renew(lock.a, held, 1_000).reply().maxHoldMillis());
        assertEquals(LockContract.NOT_HELD, renew(lock.b, held, 9_000).code());
        lock.advance(3_900);
        lock.requireHeldWith(held.token());
        lock.advance(1_200);
        assertEquals(LockContract.NOT_HELD, renew(lock.a, held, 4_000).code());
    }

    @Test
    void isNotRenewedWhereThereIsNoLimit() {
        Grant held = lock.waiting(lock.a).reply();
        Reply<Renewed> refused = renew(lock.a, held, 4_000);
        assertEquals("CONFLICT", refused.code());
        assertTrue(refused.message().startsWith("the hold has no limit; "), refused::message);
    }

    @Test
    void staysAsItIsWhenItsOwnerAcquiresAgain() {
        Acquire first = new Acquire(0, "", "t1", 5_000, 0, 0, "");
        Grant held = lock.acquire(lock.a, first).reply();
        lock.advance(2_000);
        Grant again =
                lock.acquire(lock.a, new Acquire(0, "", "t1", 60_000, 0, 0, "")).reply();
        assertEquals(held.token(), again.token());
        assertEquals(3_000, again.maxHoldMillis());
        lock.advance(4_200);
        lock.requireNothingLeft();
    }

    @Test
    void refusesMoreThanTheLongest() {
        record Raw(long maxHoldMillis) {}
        for (long wrong : new long[] {-1, LockContract.LONGEST_MAX_HOLD_MILLIS + 1}) {
            assertEquals(
                    "INVALID_REQUEST",
                    lock.a
                            .call(LockWorld.NAME, LockContract.ACQUIRE, new Raw(wrong), Grant.class)
                            .code());
        }
        lock.requireNothingLeft();
    }

    private Reply<Grant> limited(TestClient client, long maxHoldMillis) {
        return lock.acquire(client, new Acquire(0, "", "", maxHoldMillis, 0, 0, ""));
    }

    private Reply<Renewed> renew(TestClient client, Grant grant, long maxHoldMillis) {
        return client.call(
                LockWorld.NAME,
                LockContract.RENEW_MAX_HOLD,
                new RenewMaxHold(grant.token(), maxHoldMillis),
                Renewed.class);
    }
}
