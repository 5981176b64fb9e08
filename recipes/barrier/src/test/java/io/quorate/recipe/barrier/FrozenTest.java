package io.quorate.recipe.barrier;

import static io.quorate.recipe.barrier.api.LossPolicy.BREAK;
import static io.quorate.recipe.barrier.api.LossPolicy.SHRINK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody is told of calls that end while an instance is frozen: they let nobody through all the same. */
class FrozenTest {
    private final BarrierWorld barrier = new BarrierWorld(new FaultyBarrierRecipe());

    @AfterEach
    void close() {
        barrier.close();
    }

    /** The end of the session fails, and is told again once a version is there that does not. */
    private void freeze(TestClient bound) {
        bound.closeSession();
        assertEquals("INSTANCE_FROZEN", barrier.countDown(barrier.a, "").code());
    }

    @Test
    void aPartyThatTimedOutMeanwhileMakesNoGenerationComplete() {
        TestClient mortal = barrier.world.client("mortal");
        Reply<Passage> late = arrive(barrier.b, SHRINK, 1_000);
        arrive(mortal, SHRINK, BarrierWorld.WAIT);
        Reply<Passage> patient = arrive(barrier.c, SHRINK, BarrierWorld.WAIT);
        freeze(mortal);
        barrier.advance(2_000);
        assertEquals("WAIT_TIMED_OUT", late.code());
        barrier.world.upgrade(new BarrierRecipe());
        assertTrue(patient.isWaiting());
        assertEquals(2, arrive(barrier.a, SHRINK, BarrierWorld.WAIT).reply().parties());
        assertEquals(2, patient.reply().parties());
        barrier.requireNothingLeft();
    }

    @Test
    void aPartyThatTimedOutMeanwhileAndItsSessionBreakNothingLater() {
        TestClient mortal = barrier.world.client("mortal");
        arrive(barrier.b, BREAK, 1_000);
        arrive(mortal, BREAK, BarrierWorld.WAIT);
        Reply<Passage> patient = arrive(barrier.c, BREAK, BarrierWorld.WAIT);
        freeze(mortal);
        barrier.advance(2_000);
        barrier.world.upgrade(new BarrierRecipe());
        assertEquals(BarrierContract.BROKEN, patient.code());
        Reply<Passage> next = arrive(barrier.c, BREAK, BarrierWorld.WAIT);
        barrier.b.closeSession();
        assertTrue(next.isWaiting());
        next.cancel();
        barrier.requireNothingLeft();
    }

    @Test
    void aPartyThatTimedOutMeanwhileIsNotLetInWhenOthersLeave() {
        TestClient mortal = barrier.world.client("mortal");
        barrier.enter(barrier.a, 2, BREAK);
        Passage inside = barrier.enter(mortal, 2, BREAK).reply();
        barrier.arrive(barrier.b, BarrierContract.ENTER, new Arrival(2, BREAK, 1_000, ""));
        Reply<Passage> patient = barrier.enter(barrier.c, 2, BREAK);
        freeze(mortal);
        barrier.advance(2_000);
        barrier.world.upgrade(new BarrierRecipe());
        assertTrue(patient.isWaiting());
        barrier.a
                .call(
                        BarrierWorld.NAME,
                        BarrierContract.LEAVE,
                        new BarrierContract.Leave(inside.token(), 0, 0),
                        BarrierContract.Left.class)
                .reply();
        assertEquals(BarrierContract.BROKEN, patient.code());
        barrier.requireNothingLeft();
    }

    private Reply<Passage> arrive(TestClient client, LossPolicy policy, long wait) {
        return barrier.arrive(client, BarrierContract.AWAIT, new Arrival(4, policy, wait, ""));
    }

    @Test
    void aLatchIsNotHeldUp() {
        barrier.setCount(barrier.a, 1).reply();
        TestClient mortal = barrier.world.client("mortal");
        barrier.awaitOpen(mortal, BarrierWorld.WAIT);
        Reply<Opened> late = barrier.awaitOpen(barrier.b, 1_000);
        freeze(mortal);
        barrier.advance(2_000);
        assertEquals("WAIT_TIMED_OUT", late.code());
        barrier.world.upgrade(new BarrierRecipe());
        barrier.countDown(barrier.a, "").reply();
        barrier.b.closeSession();
        assertEquals(0, barrier.setCount(barrier.a, 1).reply().count());
    }
}
