package io.quorate.recipe.barrier;

import static io.quorate.recipe.barrier.api.LossPolicy.BREAK;
import static io.quorate.recipe.barrier.api.LossPolicy.SHRINK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Broken;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.Lost;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CyclicBarrierTest {
    /** Steps that a command may use, unless the cluster is configured otherwise. */
    private static final long BUDGET = 1_000_000;

    private final BarrierWorld barrier = new BarrierWorld();

    @AfterEach
    void close() {
        barrier.close();
    }

    @Test
    void answersAllOfAGenerationInOneEntryAndLeavesNothing() {
        List<Passed> passed = barrier.world.events(BarrierWorld.NAME, Passed.class);
        Reply<Passage> a = barrier.await(barrier.a, 3, BREAK);
        Reply<Passage> b = barrier.await(barrier.b, 3, BREAK);
        assertTrue(a.isWaiting() && b.isWaiting());
        assertEquals(1, barrier.describe().missing());
        Passage last = barrier.await(barrier.c, 3, BREAK).reply();
        assertEquals(new Passage(last.token(), barrier.a.session(), last.generation(), 3, 1), a.reply());
        assertEquals(2, b.reply().position());
        assertEquals(3, last.position());
        assertEquals(a.revision(), b.revision());
        assertEquals(List.of(new Passed(last.generation(), 3)), passed);
        barrier.requireNothingLeft();
    }

    @Test
    void generationsAndTokensGrowAlsoWhenNothingWasLeft() {
        Passage first = barrier.await(barrier.a, 1, BREAK).reply();
        Passage second = barrier.await(barrier.a, 1, BREAK).reply();
        assertTrue(second.generation() > first.generation());
        assertTrue(second.token().compareTo(first.token()) > 0);
    }

    @Test
    void aPartyThatTimesOutBreaksItForAllOthers() {
        List<Broken> broken = barrier.world.events(BarrierWorld.NAME, Broken.class);
        Reply<Passage> hasty = barrier.arrive(barrier.a, BarrierContract.AWAIT, new Arrival(3, BREAK, 1_000, "hasty"));
        Reply<Passage> patient = barrier.await(barrier.b, 3, BREAK);
        barrier.advance(2_000);
        assertEquals("WAIT_TIMED_OUT", hasty.code());
        assertEquals(BarrierContract.BROKEN, patient.code());
        assertTrue(
                patient.message().contains("session " + barrier.a.session() + " ('hasty') waited no longer"),
                patient.message());
        assertEquals(
                new Lost(barrier.a.session(), "hasty", Lost.Reason.TIMED_OUT),
                broken.get(0).lost());
        barrier.requireNothingLeft();
    }

    @Test
    void aPartyThatCancelsOrDiesBreaksItToo() {
        Reply<Passage> cancels = barrier.await(barrier.a, 3, BREAK);
        Reply<Passage> first = barrier.await(barrier.b, 3, BREAK);
        cancels.cancel();
        assertEquals(BarrierContract.BROKEN, first.code());
        Reply<Passage> second = barrier.await(barrier.b, 3, BREAK);
        barrier.await(barrier.a, 3, BREAK);
        barrier.a.crash();
        barrier.advance(RecipeWorld.TTL.toMillis() + 1_000);
        assertEquals(BarrierContract.BROKEN, second.code());
        barrier.requireNothingLeft();
    }

    @Test
    void aBrokenGenerationIsNoPartOfTheNext() {
        Reply<Passage> lost = barrier.await(barrier.a, 2, BREAK);
        lost.cancel();
        Reply<Passage> next = barrier.await(barrier.b, 2, BREAK);
        assertTrue(next.isWaiting());
        assertEquals(2, barrier.await(barrier.c, 2, BREAK).reply().parties());
        next.reply();
    }

    @Test
    void shrinksWhereThatWasSaid() {
        Reply<Passage> lost = barrier.await(barrier.a, 3, SHRINK);
        Reply<Passage> b = barrier.await(barrier.b, 3, SHRINK);
        lost.cancel();
        assertTrue(b.isWaiting());
        assertEquals(2, barrier.await(barrier.c, 3, SHRINK).reply().parties());
        assertEquals(2, b.reply().parties());
        barrier.requireNothingLeft();
    }

    @Test
    void aPartyThatComesBackIsNotCountedForAnother() {
        Reply<Passage> lost = barrier.await(barrier.a, 3, SHRINK);
        Reply<Passage> b = barrier.await(barrier.b, 3, SHRINK);
        lost.cancel();
        Reply<Passage> back = barrier.await(barrier.a, 3, SHRINK);
        assertTrue(b.isWaiting() && back.isWaiting());
        assertEquals(3, barrier.await(barrier.c, 3, SHRINK).reply().parties());
        back.reply();
    }

    @Test
    void theNextGenerationExpectsAllAgain() {
        barrier.await(barrier.a, 2, SHRINK).cancel();
        Reply<Passage> next = barrier.await(barrier.b, 2, SHRINK);
        assertTrue(next.isWaiting());
        next.cancel();
        barrier.requireNothingLeft();
    }

    @Test
    void isWhatItsFirstUseMadeIt() {
        barrier.await(barrier.a, 3, BREAK);
        for (Reply<?> other : List.of(
                barrier.await(barrier.b, 4, BREAK),
                barrier.await(barrier.b, 3, SHRINK),
                barrier.enter(barrier.b, 3, BREAK),
                barrier.setCount(barrier.b, 3),
                barrier.awaitOpen(barrier.b, 1_000))) {
            assertEquals("CONFLICT", other.code());
            assertTrue(other.message().contains("a cyclic barrier of 3 parties with policy BREAK"), other.message());
        }
        String both = barrier.enter(barrier.b, 3, BREAK).message();
        assertTrue(both.contains("a double barrier of 3 parties"), both);
    }

    @Test
    void countsNobodyThatDoesNotWait() {
        Reply<Passage> waits = barrier.await(barrier.a, 3, BREAK);
        assertEquals(
                "WAIT_TIMED_OUT",
                barrier.arrive(barrier.b, BarrierContract.AWAIT, new Arrival(3, BREAK, 0, ""))
                        .code());
        assertTrue(waits.isWaiting());
        assertEquals(2, barrier.describe().missing());
    }

    @Test
    void survivesAChangeOfTheLeader() {
        Reply<Passage> a = barrier.await(barrier.a, 2, BREAK);
        barrier.world.changeLeader();
        barrier.world.restart();
        Reply<Passage> b = barrier.await(barrier.b, 2, BREAK);
        assertEquals(a.reply().generation(), b.repeat().reply().generation());
        barrier.requireNothingLeft();
    }

    @Test
    void oneEntryCarriesTheMostParties() {
        List<Reply<Passage>> waiting = new ArrayList<>();
        for (int i = 1; i < BarrierContract.MAX_PARTIES; i++) {
            waiting.add(barrier.await(barrier.a, BarrierContract.MAX_PARTIES, BREAK));
        }
        long before = barrier.world.steps();
        barrier.await(barrier.b, BarrierContract.MAX_PARTIES, BREAK).reply();
        assertTrue(barrier.world.steps() - before < BUDGET / 2, "it costs " + (barrier.world.steps() - before));
        assertTrue(waiting.stream().noneMatch(Reply::isWaiting));
        barrier.requireNothingLeft();
    }
}
