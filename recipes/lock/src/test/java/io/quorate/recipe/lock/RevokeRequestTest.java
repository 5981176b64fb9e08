package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.RequestRevoke;
import io.quorate.recipe.lock.api.LockContract.RevokeRequested;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody asks the holder to give the lock back. */
class RevokeRequestTest {
    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void tellsTheHolderAndTakesNothing() {
        Grant held = lock.waiting(lock.a).reply();
        Reply<Grant> next = lock.waiting(lock.b);
        List<RevokeRequested> told = lock.world.events(LockWorld.NAME, RevokeRequested.class);
        RevokeRequested expected = new RevokeRequested(held.token(), lock.a.session(), "deploying");
        assertEquals(expected, request(held.token(), "deploying").reply());
        assertEquals(List.of(expected), told);
        assertTrue(next.isWaiting());
        lock.requireHeldWith(held.token());
        assertEquals(Optional.of("deploying"), lock.holder().revokeRequest());
        lock.release(lock.a, held).reply();
        assertEquals(Optional.empty(), lock.holder().revokeRequest());
        lock.requireHeldWith(next.reply().token());
    }

    @Test
    void refusesAHoldThatIsOver() {
        Grant held = lock.waiting(lock.a).reply();
        lock.release(lock.a, held).reply();
        assertEquals(LockContract.NOT_HELD, request(held.token(), "").code());
        lock.waiting(lock.b);
        assertEquals(LockContract.NOT_HELD, request(held.token(), "").code());
        assertEquals(Optional.empty(), lock.holder().revokeRequest());
    }

    private Reply<RevokeRequested> request(FencingToken token, String reason) {
        return lock.c.call(
                LockWorld.NAME, LockContract.REQUEST_REVOKE, new RequestRevoke(token, reason), RevokeRequested.class);
    }
}
