package io.quorate.recipe.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.recipe.barrier.api.BarrierDescription;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.time.Duration;
import java.util.List;

/** One instance, and clients that meet there. */
final class BarrierWorld implements AutoCloseable {
    static final String NAME = "jobs/step";

    static final long WAIT = 60_000;

    final RecipeWorld world;
    final TestClient a;
    final TestClient b;
    final TestClient c;

    BarrierWorld(Recipe... recipes) {
        world = RecipeWorld.of(recipes.length == 0 ? new Recipe[] {new BarrierRecipe()} : recipes);
        a = world.client("a");
        b = world.client("b");
        c = world.client("c");
    }

    Reply<Passage> await(TestClient client, int parties, LossPolicy policy) {
        return arrive(client, BarrierContract.AWAIT, new Arrival(parties, policy, WAIT, "party"));
    }

    Reply<Passage> enter(TestClient client, int parties, LossPolicy policy) {
        return arrive(client, BarrierContract.ENTER, new Arrival(parties, policy, WAIT, "party"));
    }

    Reply<Passage> arrive(TestClient client, String command, Arrival arrival) {
        return client.call(NAME, command, arrival, Passage.class);
    }

    Reply<Left> leave(TestClient client, Passage passage, long waitMillis) {
        Leave leave = new Leave(passage.token(), passage.position(), waitMillis);
        return client.call(NAME, BarrierContract.LEAVE, leave, Left.class);
    }

    Reply<Counted> setCount(TestClient client, int count) {
        return client.call(NAME, BarrierContract.SET_COUNT, new SetCount(count), Counted.class);
    }

    Reply<Counted> countDown(TestClient client, String id) {
        return client.call(NAME, BarrierContract.COUNT_DOWN, new CountDown(id), Counted.class);
    }

    Reply<Opened> awaitOpen(TestClient client, long waitMillis) {
        return client.call(NAME, BarrierContract.AWAIT_OPEN, new AwaitOpen(waitMillis, ""), Opened.class);
    }

    Registered register(TestClient client, LossPolicy policy) {
        return client.call(NAME, BarrierContract.REGISTER, new Register(policy, "party"), Registered.class)
                .reply();
    }

    Reply<Arrived> arrive(TestClient client, FencingToken party) {
        return client.call(NAME, BarrierContract.ARRIVE, new Arrive(party), Arrived.class);
    }

    Reply<Arrived> deregister(TestClient client, FencingToken party) {
        return client.call(NAME, BarrierContract.ARRIVE_AND_DEREGISTER, new Arrive(party), Arrived.class);
    }

    Reply<Advanced> awaitAdvance(TestClient client, long phase) {
        return client.call(NAME, BarrierContract.AWAIT_ADVANCE, new AwaitAdvance(phase, WAIT, ""), Advanced.class);
    }

    BarrierDescription describe() {
        return world.describe(NAME, BarrierDescription.class);
    }

    void advance(long millis) {
        world.advance(Duration.ofMillis(millis));
    }

    void requireNothingLeft() {
        assertEquals(List.of(), world.instances());
    }

    @Override
    public void close() {
        world.close();
    }
}
