package io.quorate.recipe.election;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Prepared;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.recipe.election.api.LeaderView;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.time.Duration;
import java.util.List;

/** One election, and three clients that want to lead. */
final class ElectionWorld implements AutoCloseable {
    static final String NAME = "ingest";

    final RecipeWorld world;
    final TestClient a;
    final TestClient b;
    final TestClient c;

    ElectionWorld() {
        this(new ElectionRecipe());
    }

    ElectionWorld(Recipe... recipes) {
        world = RecipeWorld.of(recipes);
        a = world.client("a");
        b = world.client("b");
        c = world.client("c");
    }

    Joined join(TestClient client, String name, int priority) {
        return join(client, new Join(name, priority)).reply();
    }

    Reply<Joined> join(TestClient client, Join request) {
        return client.call(NAME, ElectionContract.JOIN, request, Joined.class);
    }

    Reply<Elected> campaign(TestClient client, long waitMillis) {
        return client.call(NAME, ElectionContract.CAMPAIGN, new Campaign(waitMillis, "", 0), Elected.class);
    }

    Reply<TermOver> resign(TestClient client, FencingToken token, long coolDownMillis) {
        return client.call(NAME, ElectionContract.RESIGN, new Resign(token, coolDownMillis), TermOver.class);
    }

    Prepared prepare(TestClient client, FencingToken token) {
        return client.call(NAME, ElectionContract.PREPARE, new Prepare(token), Prepared.class)
                .reply();
    }

    Reply<TermOver> yieldTerm(TestClient client, FencingToken token) {
        return client.call(NAME, ElectionContract.YIELD, new Yield(token), TermOver.class);
    }

    /** A command of an administrator. */
    Reply<Standing> say(String command, Record request) {
        return c.call(NAME, command, request, Standing.class);
    }

    ElectionDescription describe() {
        return world.describe(NAME, ElectionDescription.class);
    }

    LeaderView view() {
        return describe().view();
    }

    FencingToken token() {
        return view().leader().orElseThrow().token();
    }

    /** Name of the leader. */
    String leader() {
        return view().leader().map(LeaderView.Leader::name).orElse("nobody");
    }

    /** Names and states of the candidates, in their order. */
    List<String> order() {
        return describe().candidates().stream()
                .map(each -> each.name() + " " + each.state())
                .toList();
    }

    void requireLeader(String name) {
        assertEquals(name, leader());
    }

    void requireNothingLeft() {
        assertEquals(List.of(), world.instances());
    }

    void advance(long millis) {
        world.advance(Duration.ofMillis(millis));
    }

    @Override
    public void close() {
        world.close();
    }
}
