package io.quorate.recipe.election;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Campaign;
import io.quorate.recipe.election.api.ElectionContract.Elected;
import io.quorate.recipe.election.api.ElectionContract.Exclude;
import io.quorate.recipe.election.api.ElectionContract.HandOverTo;
import io.quorate.recipe.election.api.ElectionContract.Include;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Leave;
import io.quorate.recipe.election.api.ElectionContract.Left;
import io.quorate.recipe.election.api.ElectionContract.Pin;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Prepared;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.Standing;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.ElectionContract.Unpin;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.ElectionDescription;
import io.quorate.testkit.Play;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Tck;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ElectionTckTest {
    /** A day. */
    private static final long LONG = 86_400_000;

    @TestFactory
    Stream<DynamicTest> keepsTheRulesOfRecipes() {
        return Tck.of(new ElectionRecipe())
                .workload(ElectionTckTest::step)
                .tokens(ElectionTckTest::tokenIn)
                .heldBy(ElectionTckTest::candidates)
                .drain(ElectionContract.MAX_CANDIDATES, ElectionTckTest::stand, ElectionTckTest::handOn)
                .tests();
    }

    private static void step(Play play) {
        switch (play.below(8)) {
            case 0, 1 ->
                play.call(
                        ElectionContract.JOIN,
                        new Join("n" + play.below(3), play.below(3), new TreeMap<>(), "", 1 + play.below(2_000)),
                        Joined.class);
            case 2 ->
                play.call(
                        ElectionContract.CAMPAIGN,
                        new Campaign(play.below(5_000), "n" + play.below(3), play.below(3)),
                        Elected.class);
            case 3 ->
                play.take(Joined.class)
                        .ifPresent(mine -> play.call(ElectionContract.LEAVE, new Leave(mine.candidacy()), Left.class));
            case 4 ->
                token(play)
                        .ifPresent(token -> play.call(
                                ElectionContract.RESIGN, new Resign(token, play.below(2) * 1_000L), TermOver.class));
            case 5 ->
                token(play).ifPresent(token -> {
                    play.call(ElectionContract.PREPARE, new Prepare(token), Prepared.class);
                    play.call(ElectionContract.YIELD, new Yield(token), TermOver.class);
                });
            case 6 ->
                play.take(Joined.class)
                        .ifPresent(mine -> play.call(
                                ElectionContract.HAND_OVER, new HandOverTo(mine.candidacy(), 1_000), Standing.class));
            default -> administer(play);
        }
    }

    /** What is said is taken back soon, so that it does not stay when all sessions are gone. */
    private static void administer(Play play) {
        String name = "n" + play.below(3);
        if (play.oneIn(2)) {
            play.call(ElectionContract.PIN, new Pin(name), Standing.class);
            play.call(ElectionContract.UNPIN, new Unpin(), Standing.class);
        } else {
            play.call(ElectionContract.EXCLUDE, new Exclude(name, ""), Standing.class);
            play.call(ElectionContract.INCLUDE, new Include(name), Standing.class);
        }
    }

    private static Optional<FencingToken> tokenIn(Record reply) {
        if (reply instanceof Joined joined) {
            return joined.token();
        }
        return reply instanceof Elected elected ? Optional.of(elected.token()) : Optional.empty();
    }

    private static Optional<FencingToken> token(Play play) {
        return play.take(Elected.class)
                .map(Elected::token)
                .or(() -> play.take(Joined.class).flatMap(Joined::token));
    }

    private static List<SessionId> candidates(RecipeWorld world, String name) {
        return world.describe(name, ElectionDescription.class).candidates().stream()
                .map(ElectionDescription.Listed::session)
                .toList();
    }

    private static void stand(Play play) {
        play.call(ElectionContract.CAMPAIGN, new Campaign(LONG, "worker", 0), Elected.class);
    }

    private static void handOn(Play play) {
        play.call(
                ElectionContract.RESIGN,
                new Resign(play.take(Elected.class).orElseThrow().token(), 0),
                TermOver.class);
    }
}
