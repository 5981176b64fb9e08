package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.CallResult;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Granted;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.ReleaseReason;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockRecipeTest {
    private static final String NAME = "jobs/nightly";

    @TempDir
    Path directory;

    private LockWorld world;
    private LockWorld.Client a;
    private LockWorld.Client b;
    private LockWorld.Client c;

    @BeforeEach
    void openWorld() throws IOException {
        world = new LockWorld(directory);
        a = world.client("a");
        b = world.client("b");
        c = world.client("c");
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void grantsAFreeLockAtOnce() {
        long call = attempt(a);
        assertEquals(a.session(), a.granted(call).session());
        assertEquals(
                a.result(call).orElseThrow().revision(), a.granted(call).token().revision());
    }

    @Test
    void grantsInTheOrderOfAskingWithGrowingTokens() {
        List<LockWorld.Client> clients = List.of(a, b, c, a, b);
        List<Long> calls = new ArrayList<>();
        for (LockWorld.Client client : clients) {
            calls.add(waiting(client, 60_000));
        }
        FencingToken before = new FencingToken(1);
        for (int i = 0; i < clients.size(); i++) {
            Grant grant = clients.get(i).granted(calls.get(i));
            assertEquals(clients.get(i).session(), grant.session());
            assertTrue(grant.token().compareTo(before) > 0);
            before = grant.token();
            for (int later = i + 1; later < clients.size(); later++) {
                assertTrue(clients.get(later).result(calls.get(later)).isEmpty());
            }
            release(clients.get(i), grant.token());
        }
        assertFalse(world.describe(NAME).held());
    }

    @Test
    void doesNotQueueATry() {
        Grant held = a.granted(attempt(a, "worker-a"));
        world.advanceMillis(1_500);
        CallResult refused = b.result(attempt(b)).orElseThrow();
        assertEquals(LockContract.NOT_GRANTED, refused.code());
        assertTrue(
                refused.message().contains("session " + held.session() + " (worker-a) with token " + held.token()),
                refused::message);
        assertTrue(world.describe(NAME).waiting().isEmpty());
        release(a, held.token());
        assertFalse(world.describe(NAME).held());
    }

    @Test
    void isNotReentrant() {
        attempt(a);
        assertEquals(
                LockContract.NOT_GRANTED, a.result(attempt(a)).orElseThrow().code());
    }

    @Test
    void leavesNothingBehindWhenAWaitTimesOut() {
        Grant held = a.granted(attempt(a));
        long call = waiting(b, 2_000);
        world.advanceMillis(1_500);
        assertTrue(b.result(call).isEmpty());
        world.advanceMillis(1_000);
        assertEquals("WAIT_TIMED_OUT", b.result(call).orElseThrow().code());
        assertTrue(world.describe(NAME).waiting().isEmpty());
        release(a, held.token());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void forgetsAWaiterThatCancels() {
        Grant held = a.granted(attempt(a));
        long gaveUp = waiting(b, 60_000);
        long stays = waiting(c, 60_000);
        b.cancel(gaveUp);
        assertEquals(CallResult.Kind.NOT_APPLIED, b.result(gaveUp).orElseThrow().kind());
        release(a, held.token());
        assertEquals(c.session(), c.granted(stays).session());
    }

    @Test
    void passesAGrantOnThatItsCallerNoLongerWanted() {
        Grant held = a.granted(attempt(a));
        long gaveUp = waiting(b, 60_000);
        long next = waiting(c, 60_000);
        release(a, held.token());
        Grant abandoned = b.granted(gaveUp);
        List<Released> released = world.events(NAME, Released.class);
        b.cancel(gaveUp);
        assertEquals(CallResult.Kind.UNDONE, b.result(gaveUp).orElseThrow().kind());
        assertTrue(c.granted(next).token().compareTo(abandoned.token()) > 0);
        assertEquals(List.of(new Released(abandoned.token(), ReleaseReason.ABANDONED)), released);
    }

    @Test
    void ignoresACancellationOfAHoldThatIsOver() {
        long call = attempt(a);
        release(a, a.granted(call).token());
        Grant next = b.granted(attempt(b));
        a.cancel(call);
        assertEquals(next.token(), world.describe(NAME).holder().orElseThrow().token());
    }

    @Test
    void handsOverInTheEntryThatEndsTheSession() {
        Grant held = a.granted(attempt(a));
        long next = waiting(b, 60_000);
        long before = world.entries();
        List<Released> released = world.events(NAME, Released.class);
        a.closeSession();
        assertEquals(before + 1, world.entries());
        assertTrue(b.granted(next).token().compareTo(held.token()) > 0);
        assertEquals(List.of(new Released(held.token(), ReleaseReason.SESSION_ENDED)), released);
    }

    @Test
    void handsOverWhenTheHolderFallsSilent() {
        LockWorld.Client mortal = world.mortal("mortal", 2_000);
        attempt(mortal);
        long next = waiting(b, 60_000);
        world.advanceMillis(1_900);
        assertTrue(b.result(next).isEmpty());
        world.advanceMillis(500);
        assertEquals(b.session(), b.granted(next).session());
    }

    @Test
    void skipsTheWaitersOfASessionThatEnds() {
        Grant held = a.granted(attempt(a));
        waiting(b, 60_000);
        long next = waiting(c, 60_000);
        b.closeSession();
        release(a, held.token());
        assertEquals(c.session(), c.granted(next).session());
    }

    @Test
    void doesNotEndAHoldWithTheSessionThatHadItBefore() {
        release(a, a.granted(attempt(a)).token());
        Grant held = b.granted(attempt(b));
        a.closeSession();
        assertEquals(held.token(), world.describe(NAME).holder().orElseThrow().token());
    }

    @Test
    void refusesToReleaseForAnotherSessionOrAnOldHold() {
        Grant held = a.granted(attempt(a));
        CallResult stolen = b.call(NAME, LockContract.RELEASE, new Release(held.token()));
        assertEquals(LockContract.NOT_HELD, stolen.code());
        release(a, held.token());
        CallResult late = a.call(NAME, LockContract.RELEASE, new Release(held.token()));
        assertEquals(LockContract.NOT_HELD, late.code());
        b.granted(attempt(b));
        assertEquals(
                LockContract.NOT_HELD,
                a.call(NAME, LockContract.RELEASE, new Release(held.token())).code());
        assertEquals(b.session(), world.describe(NAME).holder().orElseThrow().session());
    }

    @Test
    void releasesByForceAndTellsWhoLostIt() {
        Grant held = a.granted(attempt(a));
        long next = waiting(b, 60_000);
        List<Revoked> revoked = world.events(NAME, Revoked.class);
        List<Granted> granted = world.events(NAME, Granted.class);
        Revoked expected = new Revoked(held.token(), a.session(), "stuck");
        CallResult result = c.call(NAME, LockContract.FORCE_RELEASE, new ForceRelease(held.token(), "stuck"));
        assertEquals(expected, LockWorld.decode(result, Revoked.class));
        assertEquals(List.of(expected), revoked);
        assertEquals(List.of(new Granted(b.granted(next).token(), b.session())), granted);
        assertEquals(
                LockContract.NOT_HELD,
                c.call(NAME, LockContract.FORCE_RELEASE, new ForceRelease(held.token(), ""))
                        .code());
    }

    @Test
    void describesHolderAndWaiters() {
        Grant held = a.granted(attempt(a, "first"));
        world.advanceMillis(500);
        b.send(NAME, LockContract.ACQUIRE, new Acquire(10_000, "second"));
        world.advanceMillis(500);
        c.send(NAME, LockContract.ACQUIRE, new Acquire(20_000, "third"));
        LockDescription lock = world.describe(NAME);
        LockDescription.Holder holder = lock.holder().orElseThrow();
        assertTrue(lock.held());
        assertEquals(held.token(), holder.token());
        assertEquals(a.session(), holder.session());
        assertEquals("first", holder.label());
        assertEquals(
                List.of("1 second", "2 third"),
                lock.waiting().stream()
                        .map(waiter -> waiter.position() + " " + waiter.label())
                        .toList());
        LockDescription.Waiter second = lock.waiting().get(0);
        assertTrue(holder.sinceMillis() < second.sinceMillis());
        assertEquals(10_000, second.deadlineMillis() - second.sinceMillis());
        assertFalse(lock.moreWaiting());
    }

    @Test
    void listsNoMoreWaitersThanTheLimitAndSaysSo() {
        attempt(a);
        for (int i = 0; i <= LockDescription.MAX_WAITERS; i++) {
            waiting(b, 60_000);
        }
        LockDescription lock = world.describe(NAME);
        assertEquals(LockDescription.MAX_WAITERS, lock.waiting().size());
        assertTrue(lock.moreWaiting());
    }

    @Test
    void leavesNoInstanceWhenNobodyHoldsOrWaits() {
        Grant held = a.granted(attempt(a));
        assertEquals(List.of(NAME), world.instances());
        release(a, held.token());
        assertEquals(List.of(), world.instances());
        assertFalse(world.describe(NAME).held());
    }

    @Test
    void keepsLocksApart() {
        a.granted(a.send("one", LockContract.ACQUIRE, new Acquire(0, "")));
        b.granted(b.send("two", LockContract.ACQUIRE, new Acquire(0, "")));
        a.closeSession();
        assertEquals(List.of("two"), world.instances());
    }

    @Test
    void neverGivesOneTokenToTwoHolds() {
        CallResult refused = a.hurry(NAME);
        assertEquals("CONFLICT", refused.code());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void refusesWhatAClientOfItsOwnMakingSends() {
        for (RawAcquire wrong : List.of(new RawAcquire(-1, ""), new RawAcquire(0, "x".repeat(257)))) {
            CallResult refused = a.call(NAME, LockContract.ACQUIRE, wrong);
            assertEquals("INVALID_REQUEST", refused.code());
            assertTrue(refused.message().contains("Acquire"), refused::message);
        }
        assertFalse(world.describe(NAME).held());
    }

    /** An Acquire that nothing has checked. */
    record RawAcquire(long waitMillis, String label) {}

    private long attempt(LockWorld.Client client) {
        return attempt(client, "");
    }

    private long attempt(LockWorld.Client client, String label) {
        return client.send(NAME, LockContract.ACQUIRE, new Acquire(0, label));
    }

    private long waiting(LockWorld.Client client, long millis) {
        return client.send(NAME, LockContract.ACQUIRE, new Acquire(millis, ""));
    }

    private void release(LockWorld.Client client, FencingToken token) {
        CallResult result = client.call(NAME, LockContract.RELEASE, new Release(token));
        assertEquals(new Released(token, ReleaseReason.RELEASED), LockWorld.decode(result, Released.class));
    }
}
