package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Granted;
import io.quorate.recipe.lock.api.LockContract.Transfer;
import io.quorate.recipe.lock.api.LockContract.Transferred;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A holder gives its hold to one that waits. */
class TransferTest {
    private final LockWorld lock = new LockWorld();

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void passesTheQueueOverInOneStepWithANewToken() {
        Grant held = lock.waiting(lock.a).reply();
        Reply<Grant> queued = lock.waiting(lock.b);
        Reply<Grant> receiver = lock.waiting(lock.c);
        List<Granted> granted = lock.world.events(LockWorld.NAME, Granted.class);
        long entries = lock.world.entries();
        Transferred transferred = transfer(lock.a, held, lock.c.session()).reply();
        assertEquals(entries + 1, lock.world.entries());
        assertEquals(
                new Transferred(held.token(), lock.c.session(), receiver.reply().token()), transferred);
        assertEquals(List.of(new Granted(receiver.reply().token(), lock.c.session())), granted);
        assertTrue(receiver.reply().token().compareTo(held.token()) > 0);
        assertTrue(queued.isWaiting());
        assertEquals(LockContract.NOT_HELD, lock.release(lock.a, held).code());
        lock.a.closeSession();
        lock.release(lock.c, receiver.reply()).reply();
        assertEquals(lock.b.session(), queued.reply().session());
    }

    @Test
    void changesNothingWhenTheReceiverDoesNotWait() {
        Grant held = lock.waiting(lock.a).reply();
        Reply<Grant> gone = lock.waiting(lock.b);
        assertEquals(
                LockContract.NOT_WAITING,
                transfer(lock.a, held, lock.c.session()).code());
        gone.cancel();
        assertEquals(
                LockContract.NOT_WAITING,
                transfer(lock.a, held, lock.b.session()).code());
        lock.requireHeldWith(held.token());
    }

    @Test
    void isTheHoldersAlone() {
        Grant held = lock.waiting(lock.a).reply();
        Reply<Grant> receiver = lock.waiting(lock.c);
        assertEquals(
                LockContract.NOT_HELD, transfer(lock.b, held, lock.c.session()).code());
        assertTrue(receiver.isWaiting());
    }

    @Test
    void wantsWhatWasAcquiredAgainGivenBackFirst() {
        Acquire again = new Acquire(0, "", "t1", 0, 0, 0, "");
        Grant held = lock.acquire(lock.a, again).reply();
        Grant second = lock.acquire(lock.a, again).reply();
        Reply<Grant> receiver = lock.waiting(lock.c);
        assertEquals("CONFLICT", transfer(lock.a, held, lock.c.session()).code());
        lock.release(lock.a, second).reply();
        transfer(lock.a, held, lock.c.session()).reply();
        assertEquals(lock.c.session(), receiver.reply().session());
    }

    private Reply<Transferred> transfer(TestClient client, Grant held, SessionId to) {
        return client.call(LockWorld.NAME, LockContract.TRANSFER, new Transfer(held.token(), to), Transferred.class);
    }
}
