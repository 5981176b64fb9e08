package io.quorate.recipe.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.BarrierContract.Remove;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatchTest {
    private final BarrierWorld latch = new BarrierWorld();

    @AfterEach
    void close() {
        latch.close();
    }

    @Test
    void opensForAllInOneEntryAndStaysOpen() {
        List<Passed> passed = latch.world.events(BarrierWorld.NAME, Passed.class);
        Counted set = latch.setCount(latch.a, 2).reply();
        Reply<Opened> first = latch.awaitOpen(latch.b, BarrierWorld.WAIT);
        Reply<Opened> second = latch.awaitOpen(latch.c, BarrierWorld.WAIT);
        assertEquals(1, latch.countDown(latch.a, "").reply().count());
        assertTrue(first.isWaiting());
        assertEquals(0, latch.countDown(latch.a, "").reply().count());
        assertEquals(new Opened(set.generation()), first.reply());
        assertEquals(first.revision(), second.revision());
        assertEquals(new Opened(set.generation()), latch.awaitOpen(latch.c, 0).reply());
        assertEquals(List.of(new Passed(set.generation(), 2)), passed);
    }

    /** Redisson: who awaits a latch whose count was not set passes at once. */
    @Test
    void letsNobodyThroughBeforeItsCountIsSaid() {
        Reply<Opened> early = latch.awaitOpen(latch.a, BarrierWorld.WAIT);
        assertEquals("WAIT_TIMED_OUT", latch.awaitOpen(latch.b, 0).code());
        assertEquals("CONFLICT", latch.countDown(latch.b, "").code());
        assertTrue(early.isWaiting());
        latch.setCount(latch.b, 1).reply();
        assertTrue(early.isWaiting());
        latch.countDown(latch.b, "").reply();
        early.reply();
    }

    @Test
    void isSetOnceByAllThatSayTheSame() {
        Counted set = latch.setCount(latch.a, 3).reply();
        latch.countDown(latch.a, "").reply();
        assertEquals(
                new Counted(set.generation(), 2), latch.setCount(latch.b, 3).reply());
        Reply<Counted> other = latch.setCount(latch.b, 4);
        assertEquals("CONFLICT", other.code());
        assertTrue(other.message().contains("from 3") && other.message().contains("from 4"), other.message());
    }

    @Test
    void countsWhatHasAnIdOnceWhoeverSaysIt() {
        latch.setCount(latch.a, 3).reply();
        latch.countDown(latch.a, "part-1").reply();
        assertEquals(2, latch.countDown(latch.b, "part-1").reply().count());
        assertEquals(1, latch.countDown(latch.b, "part-2").reply().count());
    }

    @Test
    void countsACallThatIsSentAgainOnce() {
        latch.setCount(latch.a, 3).reply();
        Reply<Counted> sent = latch.countDown(latch.a, "");
        latch.world.changeLeader();
        assertEquals(2, sent.repeat().reply().count());
        assertEquals(2, latch.describe().missing());
    }

    @Test
    void isResetOnceForEachGeneration() {
        Counted first = latch.setCount(latch.a, 1).reply();
        assertEquals("CONFLICT", reset(first.generation()).code());
        latch.countDown(latch.a, "x").reply();
        Counted second = reset(first.generation()).reply();
        assertTrue(second.generation() > first.generation());
        assertEquals(1, second.count());
        assertEquals("CONFLICT", reset(first.generation()).code());
        Reply<Opened> waits = latch.awaitOpen(latch.b, BarrierWorld.WAIT);
        latch.countDown(latch.a, "x").reply();
        assertEquals(second.generation(), waits.reply().generation());
    }

    @Test
    void forgetsThoseThatGaveUp() {
        Reply<Opened> cancelled = latch.awaitOpen(latch.a, BarrierWorld.WAIT);
        latch.awaitOpen(latch.b, 1_000);
        latch.awaitOpen(latch.c, BarrierWorld.WAIT);
        cancelled.cancel();
        latch.advance(2_000);
        latch.c.closeSession();
        latch.requireNothingLeft();
    }

    @Test
    void isRemovedWhenNobodyWaits() {
        latch.setCount(latch.a, 2).reply();
        latch.countDown(latch.a, "x").reply();
        Reply<Opened> waits = latch.awaitOpen(latch.b, BarrierWorld.WAIT);
        assertEquals("CONFLICT", remove().code());
        waits.cancel();
        remove().reply();
        latch.requireNothingLeft();
    }

    private Reply<Counted> reset(long generation) {
        return latch.a.call(BarrierWorld.NAME, BarrierContract.RESET, new Reset(generation), Counted.class);
    }

    private Reply<Counted> remove() {
        return latch.a.call(BarrierWorld.NAME, BarrierContract.REMOVE, new Remove(), Counted.class);
    }
}
