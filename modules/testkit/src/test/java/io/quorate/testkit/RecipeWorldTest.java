package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.testkit.GateRecipe.Enter;
import io.quorate.testkit.GateRecipe.Entered;
import io.quorate.testkit.GateRecipe.Held;
import io.quorate.testkit.GateRecipe.Leave;
import io.quorate.testkit.GateRecipe.Left;
import io.quorate.testkit.GateRecipe.Occupancy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecipeWorldTest {
    private final RecipeWorld world = RecipeWorld.of(new GateRecipe());
    private final TestClient a = world.client("a");
    private final TestClient b = world.client("b");

    @AfterEach
    void close() {
        world.close();
    }

    private static Reply<Entered> enter(TestClient client) {
        return client.call("gate", "enter", new Enter(60_000), Entered.class);
    }

    private boolean isHeldBy(TestClient client) {
        return world.describe("gate", Occupancy.class).holders().equals(List.of(client.session()));
    }

    @Test
    void answersAWaitingCallOnceItsTurnHasCome() {
        Reply<Entered> first = enter(a);
        Reply<Entered> second = enter(b);
        assertTrue(second.isWaiting());
        assertThrows(AssertionError.class, second::reply);
        a.call("gate", "leave", new Leave(first.reply().token()), Left.class).reply();
        assertTrue(second.reply().token().compareTo(first.reply().token()) > 0);
        assertTrue(isHeldBy(b));
    }

    @Test
    void givesUpAWaitAtItsDeadline() {
        enter(a);
        Reply<Entered> waiting = enter(b);
        world.advance(Duration.ofSeconds(59));
        assertTrue(waiting.isWaiting());
        world.advance(Duration.ofSeconds(2));
        assertEquals("WAIT_TIMED_OUT", waiting.code());
        assertEquals(CallOutcome.NOT_APPLIED, waiting.outcome());
    }

    @Test
    void keepsTheSessionsOfClientsThatAreAlive() {
        enter(a);
        world.advance(Duration.ofHours(1));
        assertTrue(isHeldBy(a));
    }

    @Test
    void endsTheSessionOfACrashedClientAfterItsTimeToLive() {
        enter(a);
        Reply<Entered> waiting = enter(b);
        a.crash();
        world.advance(RecipeWorld.TTL.minusSeconds(1));
        assertTrue(waiting.isWaiting());
        world.advance(Duration.ofSeconds(2));
        assertTrue(isHeldBy(b));
    }

    @Test
    void goesOnWithWaitingCallsAtAnotherLeader() {
        Reply<Entered> first = enter(a);
        Reply<Entered> second = enter(b);
        List<Held> events = world.events("gate", Held.class);
        world.changeLeader();
        assertTrue(second.isWaiting());
        a.call("gate", "leave", new Leave(first.reply().token()), Left.class).reply();
        world.changeLeader();
        assertEquals(List.of(new Held(b.session())), events);
        assertTrue(isHeldBy(b));
    }

    @Test
    void comesBackFromItsLog() {
        Reply<Entered> first = enter(a);
        Reply<Entered> second = enter(b);
        List<Held> events = world.events("gate", Held.class);
        world.restart();
        assertTrue(isHeldBy(a));
        a.call("gate", "leave", new Leave(first.reply().token()), Left.class).reply();
        assertEquals(List.of(new Held(b.session())), events);
        assertTrue(isHeldBy(b));
        assertTrue(second.revision() > first.revision());
    }

    @Test
    void repeatsAnAnswerAndUndoesOneThatWasNotTaken() {
        Reply<Entered> first = enter(a);
        Entered answer = first.reply();
        assertEquals(answer, first.repeat().reply());
        assertEquals(CallOutcome.NOT_APPLIED, first.cancel().outcome());
        assertEquals(List.of(), world.instances());
    }

    @Test
    void tellsWhyACallWasRefused() {
        Reply<Left> wrong = a.call("gate", "fly", new Leave(new io.quorate.recipe.FencingToken(1)), Left.class);
        assertEquals("CALL_NOT_FOUND", wrong.code());
        QuorateException refused = assertThrows(QuorateException.class, wrong::reply);
        assertTrue(refused.getMessage().contains("enter"), refused::getMessage);
        assertTrue(isHeldBy(enterAndReturn(a)));
    }

    private static TestClient enterAndReturn(TestClient client) {
        enter(client).reply();
        return client;
    }

    @Test
    void goesToAnotherVersionAndBack() {
        enter(a);
        world.upgrade(new GateRecipe());
        assertTrue(isHeldBy(a));
        world.rollback();
        assertTrue(isHeldBy(a));
    }

    @Test
    void failsWhereTheNodesDiffer() {
        try (RecipeWorld differing = RecipeWorld.of(new BrokenRecipes.KeepsAStaticCounter())) {
            TestClient client = differing.client("a");
            AssertionError found = assertThrows(
                    AssertionError.class,
                    () -> client.call("c", "count", new BrokenRecipes.Count(), BrokenRecipes.Counted.class));
            assertTrue(found.getMessage().contains("row "), found::getMessage);
        }
    }

    @Test
    void comesToTheSameHashWhenTheSameHappens() {
        assertEquals(hashOfARun(), hashOfARun());
    }

    private static long hashOfARun() {
        try (RecipeWorld world = RecipeWorld.of(new GateRecipe())) {
            enter(world.client("a"));
            world.advance(Duration.ofSeconds(30));
            return world.stateHash();
        }
    }
}
