package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.Broken;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Describe;
import io.quorate.recipe.barrier.api.BarrierContract.Emptied;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.BarrierContract.Remove;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.recipe.barrier.api.BarrierDescription;
import java.util.Optional;

/**
 * Latches, cyclic and double barriers, and phasers. An instance is what its first use makes it, until nobody uses it any more. All parties of a
 * generation are answered in the entry that ends it.
 */
@RecipeType(
        name = BarrierContract.RECIPE,
        stateVersion = BarrierRecipe.STATE_VERSION,
        contract = BarrierContract.VERSION)
public final class BarrierRecipe implements Recipe {
    /** Version of the rows that it keeps. */
    public static final int STATE_VERSION = 1;

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Places where programs wait for each other: latch, cyclic and double barrier, phaser.");
        recipe.state(
                Stage.CELL,
                Presence.TABLE,
                Latches.WAITING,
                Latches.COUNTED,
                Meetings.WAITING,
                Meetings.LEAVING,
                Meetings.MEMBERS,
                Phasers.WAITING,
                Phasers.PARTIES);
        defineLatch(recipe);
        defineBarriers(recipe);
        definePhaser(recipe);
        recipe.query(BarrierContract.DESCRIBE, Describe.class, BarrierDescription.class, Sight::describe)
                .describedAs("Tells what it is, how far its generation has come, and who waits.");
        recipe.event(Passed.class).event(Broken.class).event(Emptied.class);
        recipe.onSessionEnd(BarrierRecipe::sessionEnded);
    }

    private static void defineLatch(RecipeDefinition recipe) {
        recipe.command(BarrierContract.SET_COUNT, SetCount.class, Counted.class, Latches::setCount)
                .describedAs("Latch: says how often it is to be counted down, unless that was said before.");
        recipe.command(BarrierContract.COUNT_DOWN, CountDown.class, Counted.class, Latches::countDown)
                .describedAs("Latch: counts it down by one; at 0 it opens and lets all through that wait.");
        recipe.command(BarrierContract.AWAIT_OPEN, AwaitOpen.class, Opened.class, Latches::await)
                .describedAs("Latch: waits at most waitMillis until it is open.");
        recipe.command(BarrierContract.RESET, Reset.class, Counted.class, Latches::reset)
                .describedAs("Latch: closes an open one again, with the same count and a new generation.");
        recipe.command(BarrierContract.REMOVE, Remove.class, Counted.class, Latches::remove)
                .describedAs("Latch: forgets one that nobody waits for.");
        recipe.onGivenUp(Latches.WAITING, Latches::givenUp);
    }

    private static void defineBarriers(RecipeDefinition recipe) {
        recipe.command(BarrierContract.ENTER, Arrival.class, Passage.class, Meetings::enter)
                .describedAs("Double barrier: waits at most waitMillis until all parties have come, and goes in.")
                .grants(BarrierContract.LEAVE);
        recipe.command(BarrierContract.LEAVE, Leave.class, Left.class, Meetings::leave)
                .describedAs("Double barrier: goes out, and waits at most waitMillis until all have left.");
        recipe.command(BarrierContract.AWAIT, Arrival.class, Passage.class, Meetings::await)
                .describedAs("Cyclic barrier: waits at most waitMillis until all parties have come.");
        recipe.onGivenUp(Meetings.WAITING, Meetings::givenUp);
        recipe.onAbandoned(BarrierContract.ENTER, Passage.class, Meetings::abandoned);
    }

    private static void definePhaser(RecipeDefinition recipe) {
        recipe.command(BarrierContract.REGISTER, Register.class, Registered.class, Phasers::register)
                .describedAs("Phaser: makes the caller's session a party, from the present phase on.")
                .grants(BarrierContract.ARRIVE_AND_DEREGISTER);
        recipe.command(BarrierContract.ARRIVE, Arrive.class, Arrived.class, Phasers::arrive)
                .describedAs("Phaser: arrives at the end of the phase, which ends when all parties have.");
        recipe.command(BarrierContract.ARRIVE_AND_DEREGISTER, Arrive.class, Arrived.class, Phasers::arriveAndDeregister)
                .describedAs("Phaser: the party is none any more, and nobody waits for it.");
        recipe.command(BarrierContract.AWAIT_ADVANCE, AwaitAdvance.class, Advanced.class, Phasers::await)
                .describedAs("Phaser: waits at most waitMillis until this phase has ended.");
        recipe.onGivenUp(Phasers.WAITING, Phasers::givenUp);
        recipe.onAbandoned(BarrierContract.REGISTER, Registered.class, Phasers::abandoned);
    }

    private static void sessionEnded(ApplyContext context, SessionId session) {
        Optional<Presence> had = Presence.TABLE.remove(context, session);
        Optional<Stage> stage = Stage.CELL.get(context);
        if (had.isEmpty() || stage.isEmpty()) {
            return;
        }
        if (stage.get() instanceof Latch) {
            Latches.sessionEnded(context, had.get());
        } else if (stage.get() instanceof Meeting) {
            Meetings.sessionEnded(context, session, had.get());
        } else {
            Phasers.sessionEnded(context, session, had.get());
        }
    }
}
