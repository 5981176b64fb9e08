package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.CallOutcome;
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
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockRecipeTest {
    private static final String NAME = "jobs/nightly";

    private RecipeWorld world;
    private TestClient a;
    private TestClient b;
    private TestClient c;

    @BeforeEach
    void openWorld() {
        world = RecipeWorld.of(new LockRecipe(), new HastyRecipe());
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
        Reply<Grant> call = attempt(a);
        assertEquals(a.session(), call.reply().session());
        assertEquals(call.revision(), call.reply().token().revision());
    }

    @Test
    void grantsInTheOrderOfAskingWithGrowingTokens() {
        List<TestClient> clients = List.of(a, b, c, a, b);
        List<Reply<Grant>> calls = new ArrayList<>();
        for (TestClient client : clients) {
            calls.add(waiting(client, 60_000));
        }
        FencingToken before = new FencingToken(1);
        for (int i = 0; i < clients.size(); i++) {
            Grant grant = calls.get(i).reply();
            assertEquals(clients.get(i).session(), grant.session());
            assertTrue(grant.token().compareTo(before) > 0);
            before = grant.token();
            for (int later = i + 1; later < clients.size(); later++) {
                assertTrue(calls.get(later).isWaiting());
            }
            release(clients.get(i), grant.token());
        }
        assertFalse(describe().held());
    }

    @Test
    void doesNotQueueATry() {
        Grant held = attempt(a, "worker-a").reply();
        world.advance(Duration.ofMillis(1_500));
        Reply<Grant> refused = attempt(b);
        assertEquals(LockContract.NOT_GRANTED, refused.code());
        assertTrue(
                refused.message().contains("session " + held.session() + " (worker-a) with token " + held.token()),
                refused::message);
        assertTrue(describe().waiting().isEmpty());
        release(a, held.token());
        assertFalse(describe().held());
    }

    @Test
    void isNotReentrant() {
        attempt(a);
        assertEquals(LockContract.NOT_GRANTED, attempt(a).code());
    }

    @Test
    void leavesNothingBehindWhenAWaitTimesOut() {
        Grant held = attempt(a).reply();
        Reply<Grant> call = waiting(b, 2_000);
        world.advance(Duration.ofMillis(1_500));
        assertTrue(call.isWaiting());
        world.advance(Duration.ofSeconds(1));
        assertEquals("WAIT_TIMED_OUT", call.code());
        assertTrue(describe().waiting().isEmpty());
        release(a, held.token());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void forgetsAWaiterThatCancels() {
        Grant held = attempt(a).reply();
        Reply<Grant> gaveUp = waiting(b, 60_000);
        Reply<Grant> stays = waiting(c, 60_000);
        gaveUp.cancel();
        assertEquals(CallOutcome.NOT_APPLIED, gaveUp.outcome());
        release(a, held.token());
        assertEquals(c.session(), stays.reply().session());
    }

    @Test
    void passesAGrantOnThatItsCallerNoLongerWanted() {
        Grant held = attempt(a).reply();
        Reply<Grant> gaveUp = waiting(b, 60_000);
        Reply<Grant> next = waiting(c, 60_000);
        release(a, held.token());
        Grant abandoned = gaveUp.reply();
        List<Released> released = world.events(NAME, Released.class);
        gaveUp.cancel();
        assertEquals(CallOutcome.NOT_APPLIED, gaveUp.outcome());
        assertTrue(next.reply().token().compareTo(abandoned.token()) > 0);
        assertEquals(List.of(new Released(abandoned.token(), ReleaseReason.ABANDONED)), released);
    }

    @Test
    void ignoresACancellationOfAHoldThatIsOver() {
        Reply<Grant> call = attempt(a);
        release(a, call.reply().token());
        Grant next = attempt(b).reply();
        call.cancel();
        assertEquals(next.token(), describe().holder().orElseThrow().token());
    }

    @Test
    void handsOverInTheEntryThatEndsTheSession() {
        Grant held = attempt(a).reply();
        Reply<Grant> next = waiting(b, 60_000);
        long before = world.entries();
        List<Released> released = world.events(NAME, Released.class);
        a.closeSession();
        assertEquals(before + 1, world.entries());
        assertTrue(next.reply().token().compareTo(held.token()) > 0);
        assertEquals(List.of(new Released(held.token(), ReleaseReason.SESSION_ENDED)), released);
    }

    @Test
    void handsOverWhenTheHolderFallsSilent() {
        TestClient mortal = world.mortal("mortal", Duration.ofSeconds(2));
        attempt(mortal);
        Reply<Grant> next = waiting(b, 60_000);
        world.advance(Duration.ofMillis(1_900));
        assertTrue(next.isWaiting());
        world.advance(Duration.ofMillis(500));
        assertEquals(b.session(), next.reply().session());
    }

    @Test
    void skipsTheWaitersOfASessionThatEnds() {
        Grant held = attempt(a).reply();
        waiting(b, 60_000);
        Reply<Grant> next = waiting(c, 60_000);
        b.closeSession();
        release(a, held.token());
        assertEquals(c.session(), next.reply().session());
    }

    @Test
    void doesNotEndAHoldWithTheSessionThatHadItBefore() {
        release(a, attempt(a).reply().token());
        Grant held = attempt(b).reply();
        a.closeSession();
        assertEquals(held.token(), describe().holder().orElseThrow().token());
    }

    @Test
    void refusesToReleaseForAnotherSessionOrAnOldHold() {
        Grant held = attempt(a).reply();
        Reply<Released> stolen = b.call(NAME, LockContract.RELEASE, new Release(held.token()), Released.class);
        assertEquals(LockContract.NOT_HELD, stolen.code());
        release(a, held.token());
        Reply<Released> late = a.call(NAME, LockContract.RELEASE, new Release(held.token()), Released.class);
        assertEquals(LockContract.NOT_HELD, late.code());
        attempt(b).reply();
        assertEquals(
                LockContract.NOT_HELD,
                a.call(NAME, LockContract.RELEASE, new Release(held.token()), Released.class)
                        .code());
        assertEquals(b.session(), describe().holder().orElseThrow().session());
    }

    @Test
    void releasesByForceAndTellsWhoLostIt() {
        Grant held = attempt(a).reply();
        Reply<Grant> next = waiting(b, 60_000);
        List<Revoked> revoked = world.events(NAME, Revoked.class);
        List<Granted> granted = world.events(NAME, Granted.class);
        Revoked expected = new Revoked(held.token(), a.session(), "stuck");
        assertEquals(expected, forceRelease(held.token(), "stuck").reply());
        assertEquals(List.of(expected), revoked);
        assertEquals(List.of(new Granted(next.reply().token(), b.session())), granted);
        assertEquals(LockContract.NOT_HELD, forceRelease(held.token(), "").code());
    }

    @Test
    void describesHolderAndWaiters() {
        Grant held = attempt(a, "first").reply();
        world.advance(Duration.ofMillis(500));
        acquire(b, 10_000, "second");
        world.advance(Duration.ofMillis(500));
        acquire(c, 20_000, "third");
        LockDescription lock = describe();
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
        LockDescription lock = describe();
        assertEquals(LockDescription.MAX_WAITERS, lock.waiting().size());
        assertTrue(lock.moreWaiting());
    }

    @Test
    void leavesNoInstanceWhenNobodyHoldsOrWaits() {
        Grant held = attempt(a).reply();
        assertEquals(List.of(NAME), world.instances());
        release(a, held.token());
        assertEquals(List.of(), world.instances());
        assertFalse(describe().held());
    }

    @Test
    void keepsLocksApart() {
        a.call("one", LockContract.ACQUIRE, new Acquire(0, ""), Grant.class).reply();
        b.call("two", LockContract.ACQUIRE, new Acquire(0, ""), Grant.class).reply();
        a.closeSession();
        assertEquals(List.of("two"), world.instances());
    }

    @Test
    void neverGivesOneTokenToTwoHolds() {
        Reply<Released> refused =
                a.call(HastyRecipe.NAME, NAME, HastyRecipe.COMMAND, new HastyRecipe.Hurry(), Released.class);
        assertEquals("CONFLICT", refused.code());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void tellsOtherRecipesWhetherATokenIsThatOfTheHold() {
        FencingToken first = a.call(NAME, LockContract.ACQUIRE, new Acquire(0, ""), Grant.class)
                .reply()
                .token();
        assertTrue(isHeld(first));
        a.closeSession();
        FencingToken second = b.call(NAME, LockContract.ACQUIRE, new Acquire(0, ""), Grant.class)
                .reply()
                .token();
        assertFalse(isHeld(first));
        assertTrue(isHeld(second));
        b.call(NAME, LockContract.RELEASE, new Release(second), Released.class);
        assertFalse(isHeld(second));
    }

    private boolean isHeld(FencingToken token) {
        return b.call(HastyRecipe.NAME, NAME, HastyRecipe.LOOK, new HastyRecipe.Look(token), HastyRecipe.Looked.class)
                .reply()
                .held();
    }

    @Test
    void refusesWhatAClientOfItsOwnMakingSends() {
        for (Record wrong : List.of(new RawAcquire(-1, ""), new RawAcquire(0, "x".repeat(257)))) {
            Reply<Grant> refused = a.call(NAME, LockContract.ACQUIRE, wrong, Grant.class);
            assertEquals("INVALID_REQUEST", refused.code());
            assertTrue(refused.message().contains("Acquire"), refused::message);
        }
        assertFalse(describe().held());
    }

    /** An Acquire that nothing has checked. */
    record RawAcquire(long waitMillis, String label) {}

    private static Reply<Grant> attempt(TestClient client) {
        return attempt(client, "");
    }

    private static Reply<Grant> attempt(TestClient client, String label) {
        return acquire(client, 0, label);
    }

    private static Reply<Grant> waiting(TestClient client, long millis) {
        return acquire(client, millis, "");
    }

    private static Reply<Grant> acquire(TestClient client, long waitMillis, String label) {
        return client.call(NAME, LockContract.ACQUIRE, new Acquire(waitMillis, label), Grant.class);
    }

    private static void release(TestClient client, FencingToken token) {
        Reply<Released> released = client.call(NAME, LockContract.RELEASE, new Release(token), Released.class);
        assertEquals(new Released(token, ReleaseReason.RELEASED), released.reply());
    }

    private Reply<Revoked> forceRelease(FencingToken token, String reason) {
        return c.call(NAME, LockContract.FORCE_RELEASE, new ForceRelease(token, reason), Revoked.class);
    }

    private LockDescription describe() {
        return world.describe(NAME, LockDescription.class);
    }
}
