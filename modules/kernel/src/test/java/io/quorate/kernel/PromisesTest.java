package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.State;
import io.quorate.recipe.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an upgrade may not change without saying so in its numbers. */
class PromisesTest {
    record Nothing() {}

    static final Table<String, Long> ROWS = Table.of("rows", String.class, Long.class);
    static final Table<String, String> TEXTS = Table.of("rows", String.class, String.class);
    static final Cell<Long> MORE = Cell.of("more", Long.class);

    /** A recipe that does nothing with these states, in these calls. */
    record Idle(List<State> states, List<String> commands, List<String> queries) implements Recipe {
        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(states.toArray(State[]::new));
            commands.forEach(name -> recipe.command(
                    name, Nothing.class, Nothing.class, (context, request) -> Outcome.reply(new Nothing())));
            queries.forEach(
                    name -> recipe.query(name, Nothing.class, Nothing.class, (context, request) -> new Nothing()));
            recipe.migration(1, 2, context -> {});
        }
    }

    record Asked(long number) {}

    record Told(String text) {}

    /** The first version with one thing that its clients would not understand. */
    enum Changed implements Recipe {
        REQUEST,
        REPLY,
        NO_EVENT;

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(ROWS);
            if (this == REQUEST) {
                recipe.command("take", Told.class, Told.class, (context, request) -> Outcome.reply(new Told("")));
            } else if (this == REPLY) {
                recipe.command("take", Asked.class, Asked.class, (context, request) -> Outcome.reply(new Asked(0)));
            } else {
                recipe.command("take", Asked.class, Told.class, (context, request) -> Outcome.reply(new Told("")));
            }
            if (this != NO_EVENT) {
                recipe.event(Told.class);
            }
        }
    }

    /** What they were written for. */
    record Plain() implements Recipe {
        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(ROWS);
            recipe.command("take", Asked.class, Told.class, (context, request) -> Outcome.reply(new Told("")));
            recipe.event(Told.class);
        }
    }

    private static Idle idle(List<State> states, List<String> commands, List<String> queries) {
        return new Idle(states, commands, queries);
    }

    private final TestHost host = new TestHost()
            .with("probe@1", idle(List.of(ROWS), List.of("take", "give"), List.of("show")))
            .with("probe@1.1", idle(List.of(ROWS), List.of("take", "give", "renew"), List.of("show", "list")))
            .with("probe@1.2", idle(List.of(TEXTS), List.of("take", "give"), List.of("show")))
            .with("probe@1.3", idle(List.of(ROWS, MORE), List.of("take", "give"), List.of("show")))
            .with("probe@1.4", idle(List.of(), List.of("take", "give"), List.of("show")))
            .with("probe@1.5", idle(List.of(ROWS), List.of("take"), List.of("show")))
            .with("probe@1.6", idle(List.of(ROWS), List.of("take", "give"), List.of()))
            .with("plain@1", new Plain())
            .with("plain@1.1", Changed.REQUEST)
            .with("plain@1.2", Changed.REPLY)
            .with("plain@1.3", Changed.NO_EVENT)
            .with("probe@2", idle(List.of(TEXTS, MORE), List.of("take", "give"), List.of("show")));
    private final World world = new World(Limits.defaults(), host);
    private final World.Client admin = world.client();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            probe@1.2 | 1.2.1 | has state 'rows' as table<String, String>, which was table<String, Long>, under the same state version 1: raise stateVersion in @RecipeType and declare a migration
            probe@1.3 | 1.3.1 | has a new state 'more', under the same state version 1: raise stateVersion in @RecipeType and declare a migration
            probe@1.4 | 1.4.1 | no longer has state 'rows', under the same state version 1: raise stateVersion in @RecipeType and declare a migration
            probe@1.5 | 1.5.1 | no longer has the command 'give' that contract 1 promises: keep it, or raise contract in @RecipeType
            probe@1.6 | 1.6.1 | no longer has the query 'show' that contract 1 promises: keep it, or raise contract in @RecipeType
            """)
    void failsAnUpgradeThatBreaksAPromiseAndChangesNothing(String bundle, String version, String what) {
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1").kind());

        CallResult refused = world.deploy(admin, bundle);

        assertEquals("BUNDLE_REFUSED", refused.code());
        assertEquals("version " + version + " of 'probe' " + what, refused.message());
        assertEquals(
                CallResult.Kind.OK,
                admin.done("a", "give", new Nothing()).kind(),
                "the version before is still active");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain@1.1 | has the request of the command 'take' as Told{text: text}, which was Asked{number: int64}: clients of contract 1 would not understand it; add only what may be absent, or raise contract in @RecipeType
            plain@1.2 | has the reply of the command 'take' as Asked{number: int64}, which was Told{text: text}: clients of contract 1 would not understand it; add only what may be absent, or raise contract in @RecipeType
            plain@1.3 | no longer has the event 'Told' that contract 1 promises: keep it, or raise contract in @RecipeType
            """)
    void failsAnUpgradeThatClientsWouldNotUnderstand(String bundle, String what) {
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "plain@1").kind());
        String message = world.deploy(admin, bundle).message();
        assertEquals(what, message.substring(message.indexOf("' ") + 2));
    }

    @Test
    void letsAnUpgradeAddCallsAndARollbackTakeThemAway() {
        world.deploy(admin, "probe@1");
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1.1").kind());
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@1").kind());
    }

    @Test
    void letsAnotherStateVersionHaveOtherStates() {
        world.deploy(admin, "probe@1");
        assertEquals(CallResult.Kind.OK, world.deploy(admin, "probe@2").kind());
    }
}
