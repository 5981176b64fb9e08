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
