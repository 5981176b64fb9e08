package io.quorate.recipe.barrier;

import static io.quorate.recipe.barrier.api.LossPolicy.BREAK;
import static io.quorate.recipe.barrier.api.LossPolicy.SHRINK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Broken;
import io.quorate.recipe.barrier.api.BarrierContract.Emptied;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.Lost;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Named for what double barriers of others got wrong, where they did. */
class DoubleBarrierTest {
    private final BarrierWorld barrier = new BarrierWorld();

    @AfterEach
    void close() {
        barrier.close();
    }

    @Test
    void letsAllInAndOutInOneEntryEach() {
        List<Emptied> emptied = barrier.world.events(BarrierWorld.NAME, Emptied.class);
        Reply<Passage> a = barrier.enter(barrier.a, 2, BREAK);
        assertTrue(a.isWaiting());
        Reply<Passage> b = barrier.enter(barrier.b, 2, BREAK);
        assertEquals(a.reply().token(), b.reply().token());
        assertEquals(a.revision(), b.revision());
        Reply<Left> first = barrier.leave(barrier.a, a.reply(), BarrierWorld.WAIT);
        assertTrue(first.isWaiting());
        Reply<Left> second = barrier.leave(barrier.b, b.reply(), BarrierWorld.WAIT);
        assertEquals(new Left(a.reply().generation(), 0, Optional.empty()), first.reply());
        assertEquals(first.revision(), second.revision());
        assertEquals(List.of(new Emptied(a.reply().generation())), emptied);
        barrier.requireNothingLeft();
    }

    /** Curator #838. */
    @Test
    void aTimedOutEntrantNeverStaysCounted() {
        Reply<Passage> gone = barrier.arrive(barrier.a, BarrierContract.ENTER, new Arrival(2, SHRINK, 1_000, ""));
        barrier.advance(2_000);
        assertEquals("WAIT_TIMED_OUT", gone.code());
        barrier.requireNothingLeft();
        Reply<Passage> next = barrier.enter(barrier.b, 2, SHRINK);
        assertTrue(next.isWaiting());
        assertEquals(1, barrier.describe().missing());
    }

    /** Curator #1290. */
    @Test
    void nobodyEntersEarly() {
        Reply<Passage> a = barrier.enter(barrier.a, 2, BREAK);
        Passage b = barrier.enter(barrier.b, 2, BREAK).reply();
        Reply<Passage> next = barrier.enter(barrier.c, 2, BREAK);
        Reply<Passage> alsoNext = barrier.enter(barrier.c, 2, BREAK);
        barrier.leave(barrier.a, a.reply(), 0).reply();
        assertTrue(next.isWaiting() && alsoNext.isWaiting(), "one is inside still");
        assertEquals("OVERLOADED", barrier.enter(barrier.a, 2, BREAK).code());
        barrier.leave(barrier.b, b, 0).reply();
        assertTrue(next.reply().generation() > b.generation());
        assertEquals(next.reply().token(), alsoNext.reply().token());
    }

    /** Curator: a threshold and not a limit, so that a party more came in. */
    @Test
    void aLateComerIsOfTheNextGeneration() {
        barrier.enter(barrier.a, 1, BREAK).reply();
        Reply<Passage> late = barrier.enter(barrier.b, 1, BREAK);
        assertTrue(late.isWaiting());
        barrier.a.closeSession();
        assertEquals(1, late.reply().parties());
    }

    /** Curator: the ready node outlives a crash of all. */
    @Test
    void nothingIsLeftWhenAllHaveCrashed() {
        barrier.enter(barrier.a, 2, BREAK);
        barrier.enter(barrier.b, 2, BREAK).reply();
        barrier.enter(barrier.c, 2, BREAK);
        barrier.a.crash();
        barrier.b.crash();
        barrier.c.crash();
        barrier.advance(RecipeWorld.TTL.toMillis() + 2_000);
        barrier.requireNothingLeft();
    }

    @Test
    void aPartyThatIsLostInsideBreaksItForAllOthers() {
        List<Broken> broken = barrier.world.events(BarrierWorld.NAME, Broken.class);
        Reply<Passage> a = barrier.enter(barrier.a, 3, BREAK);
        Reply<Passage> b = barrier.enter(barrier.b, 3, BREAK);
        barrier.enter(barrier.c, 3, BREAK).reply();
        Reply<Left> waits = barrier.leave(barrier.a, a.reply(), BarrierWorld.WAIT);
        barrier.c.closeSession();
        Optional<Lost> lost = Optional.of(new Lost(barrier.c.session(), "", Lost.Reason.SESSION_ENDED));
        assertEquals(lost, waits.reply().lost());
        Reply<Passage> next = barrier.enter(barrier.a, 3, BREAK);
        assertEquals(
                lost,
                barrier.leave(barrier.b, b.reply(), BarrierWorld.WAIT).reply().lost());
        assertEquals(1, broken.size());
        assertTrue(next.isWaiting());
        next.cancel();
        barrier.requireNothingLeft();
    }

    @Test
    void shrinkingItLosesPartiesInSilence() {
        Reply<Passage> a = barrier.enter(barrier.a, 2, SHRINK);
        barrier.enter(barrier.b, 2, SHRINK).reply();
        Reply<Left> waits = barrier.leave(barrier.a, a.reply(), BarrierWorld.WAIT);
        barrier.b.closeSession();
        assertEquals(Optional.empty(), waits.reply().lost());
        barrier.requireNothingLeft();
    }

    @Test
    void aSessionThatIsInsideAndWaitsIsLostAtBoth() {
        Reply<Passage> a = barrier.enter(barrier.a, 2, SHRINK);
        barrier.enter(barrier.b, 2, SHRINK).reply();
        barrier.enter(barrier.a, 2, SHRINK);
        Reply<Passage> next = barrier.enter(barrier.b, 2, SHRINK);
        assertEquals(1, a.reply().position());
        barrier.a.closeSession();
        assertTrue(next.isWaiting());
        barrier.b.closeSession();
        barrier.requireNothingLeft();
    }

    @Test
    void whoIsOutIsOutWhateverBecomesOfTheWait() {
        Reply<Passage> a = barrier.enter(barrier.a, 2, BREAK);
        Passage b = barrier.enter(barrier.b, 2, BREAK).reply();
        Reply<Left> waits = barrier.leave(barrier.a, a.reply(), 1_000);
        barrier.advance(2_000);
        assertEquals("WAIT_TIMED_OUT", waits.code());
        assertEquals(1, barrier.describe().inside().orElseThrow().present());
        assertEquals(Optional.empty(), barrier.leave(barrier.b, b, 0).reply().lost());
        barrier.requireNothingLeft();
    }

    @Test
    void eachPartyOfASessionLeavesOnce() {
        Reply<Passage> one = barrier.enter(barrier.a, 2, BREAK);
        Passage two = barrier.enter(barrier.a, 2, BREAK).reply();
        barrier.leave(barrier.a, one.reply(), 0).reply();
        assertEquals(
                BarrierContract.NOT_A_PARTY,
                barrier.leave(barrier.a, one.reply(), 0).code());
        assertEquals(
                BarrierContract.NOT_A_PARTY, barrier.leave(barrier.b, two, 0).code());
        Reply<Left> any =
                barrier.a.call(BarrierWorld.NAME, BarrierContract.LEAVE, new Leave(two.token(), 0, 0), Left.class);
        assertEquals(0, any.reply().present());
        barrier.requireNothingLeft();
    }

    @Test
    void anEntryThatNobodyKnowsOfIsTakenBack() {
        Reply<Passage> a = barrier.enter(barrier.a, 2, BREAK);
        Passage b = barrier.enter(barrier.b, 2, BREAK).reply();
        a.cancel();
        assertEquals(
                new Left(b.generation(), 0, Optional.empty()),
                barrier.leave(barrier.b, b, 1_000).reply());
        barrier.requireNothingLeft();
    }
}
