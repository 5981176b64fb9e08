package io.quorate.recipe.barrier;

import static io.quorate.recipe.barrier.api.LossPolicy.BREAK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.testkit.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To the next version and back, while parties wait, are inside, or are registered. */
class BarrierUpgradeTest {
    private final BarrierWorld barrier = new BarrierWorld();

    @AfterEach
    void close() {
        barrier.close();
    }

    @Test
    void keepsAGenerationThatGathersAndOneThatLeaves() {
        Reply<Passage> a = barrier.enter(barrier.a, 2, BREAK);
        barrier.world.upgrade(new NextBarrierRecipe());
        Passage b = barrier.enter(barrier.b, 2, BREAK).reply();
        Reply<Left> leaves = barrier.leave(barrier.a, a.reply(), BarrierWorld.WAIT);
        barrier.world.rollback();
        assertTrue(leaves.isWaiting());
        barrier.leave(barrier.b, b, 0).reply();
        assertEquals(b.generation(), leaves.reply().generation());
        barrier.requireNothingLeft();
    }

    @Test
    void keepsALatch() {
        barrier.setCount(barrier.a, 2).reply();
        barrier.countDown(barrier.a, "x").reply();
        Reply<Opened> waits = barrier.awaitOpen(barrier.b, BarrierWorld.WAIT);
        barrier.world.upgrade(new NextBarrierRecipe());
        barrier.countDown(barrier.a, "x").reply();
        assertTrue(waits.isWaiting());
        barrier.world.rollback();
        barrier.countDown(barrier.a, "y").reply();
        waits.reply();
    }

    @Test
    void keepsAPhase() {
        Registered a = barrier.register(barrier.a, BREAK);
        Registered b = barrier.register(barrier.b, BREAK);
        barrier.arrive(barrier.a, a.token()).reply();
        Reply<Advanced> waits = barrier.awaitAdvance(barrier.a, a.phase());
        barrier.world.upgrade(new NextBarrierRecipe());
        assertEquals("CONFLICT", barrier.arrive(barrier.a, a.token()).code());
        barrier.world.rollback();
        barrier.arrive(barrier.b, b.token()).reply();
        assertEquals(2, waits.reply().parties());
    }
}
