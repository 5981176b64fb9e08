package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.RecipeDescription.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class RecipeVerbsTest {
    private static final Shape GRANT = Shape.parse("Grant{token: FencingToken{value: int64}}");

    @Test
    void makesAVerbOfEachCall() {
        CommandSpec recipe = RecipeVerbs.of(recipe(
                List.of(call("takeOne", "Take{permits: int32}", Optional.empty())),
                List.of(call("holders", "Holders{}", Optional.empty()))));
        assertEquals(Set.of("take-one", "holders", "list"), recipe.subcommands().keySet());
        CommandLine takeOne = recipe.subcommands().get("take-one");
        assertTrue(takeOne.getUsageMessage().contains("--permits=NUMBER"), takeOne.getUsageMessage());
    }

    @Test
    void offersHoldAndRunWhereSomethingIsGranted() {
        CommandSpec recipe = RecipeVerbs.of(recipe(
                List.of(
                        call("acquire", "Acquire{waitMillis: int64, permits: int32}", Optional.of("release")),
                        call("release", "Release{token: FencingToken{value: int64}}", Optional.empty())),
                List.of()));
        String hold = recipe.subcommands().get("hold").getUsageMessage();
        assertTrue(hold.contains("--permits=NUMBER") && hold.contains("--ttl=DURATION"), hold);
        assertTrue(hold.contains("Default: 30d."), hold);
        assertTrue(hold.contains("Default: 10s."), hold);
        String run = recipe.subcommands().get("run").getUsageMessage();
        assertTrue(run.contains("gets SIGTERM, and is killed when it still runs 10 s later"), run);
    }

    @Test
    void letsARecipeHaveItsOwnVerbOfAReservedName() {
        CommandSpec recipe =
                RecipeVerbs.of(recipe(List.of(), List.of(call("list", "List{prefix: text}", Optional.empty()))));
        assertTrue(recipe.subcommands().get("list").getUsageMessage().contains("--prefix=TEXT"));
    }

    @Test
    void waitsAsLongAsItTakesUnlessToldOtherwise() {
        Grant grant = Grant.of(recipe(
                        List.of(call("acquire", "Acquire{waitMillis: int64}", Optional.of("release"))), List.of()))
                .get(0);
        assertEquals(Map.of("waitMillis", Grant.LONGEST_WAIT.toMillis()), grant.request(invocation(grant)));
        assertEquals(Map.of("waitMillis", 0L), grant.request(invocation(grant, "--wait", "0s")));
    }

    @Test
    void asksForNoWaitWhereTheRecipeKnowsNone() {
        Grant grant = Grant.of(recipe(List.of(call("join", "Join{}", Optional.of("leave"))), List.of()))
                .get(0);
        assertTrue(grant.request(invocation(grant)).isEmpty());
        assertFalse(HoldCommand.spec(grant).optionsMap().containsKey("--wait"));
    }

    private static Invocation invocation(Grant grant, String... options) {
        CommandLine.ParseResult line = new CommandLine(HoldCommand.spec(grant))
                .parseArgs(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("name"), java.util.stream.Stream.of(options))
                        .toArray(String[]::new));
        return new Invocation(line, GlobalOptions.of(line, Map.of()), Console.ofProcess());
    }

    private static Call call(String name, String request, Optional<String> releasedBy) {
        return new Call(name, "Does it", Shape.parse(request), GRANT, releasedBy);
    }

    private static RecipeDescription recipe(List<Call> commands, List<Call> queries) {
        return new RecipeDescription(
                "semaphore", "1.0.0", "Permits", 1, 1, commands, queries, List.of(), List.of(), List.of());
    }
}
