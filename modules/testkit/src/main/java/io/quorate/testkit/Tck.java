package io.quorate.testkit;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.SessionId;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The rules that every recipe keeps, as tests with their ids. A recipe says what clients do with it, and what a rule cannot know
 * by itself; a rule without that is skipped, and its name says why.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsTheRules() {
 *     return Tck.of(new CounterRecipe())
 *             .workload(play -> play.call("increment", new Increment(play.below(10)), Count.class))
 *             .tests();
 * }
 * }</pre>
 */
public final class Tck {
    private static final int DEFAULT_STEPS = 300;
    private static final long SEED = 1;

    private final Recipe recipe;
    private Workload workload = play -> {
        throw new IllegalStateException("say what clients do: Tck.of(...).workload(play -> play.call(...))");
    };
    private int steps = DEFAULT_STEPS;
    private long seed = SEED;
    private Recipe next;
    private Optional<Holders> holders = Optional.empty();
    private Optional<Function<Record, Optional<FencingToken>>> tokens = Optional.empty();
    private Optional<Drain> drain = Optional.empty();

    private Tck(Recipe recipe) {
        this.recipe = recipe;
        this.next = recipe;
    }

    /**
     * A recipe and what is known of it.
     *
     * @param next the version after it
     */
    record Subject(
            Recipe recipe,
            Workload workload,
            int steps,
            long seed,
            Recipe next,
            Optional<Holders> holders,
            Optional<Function<Record, Optional<FencingToken>>> tokens,
            Optional<Drain> drain) {
        RecipeWorld world(int nodes) {
            return RecipeWorld.of(false, nodes, recipe);
        }

        Play play(RecipeWorld world) {
            return play(world, Play.Ends.unheard());
        }

        Play play(RecipeWorld world, Play.Ends ends) {
            return new Play(world, workload, seed, ends);
        }
    }

    /** Who holds or waits for something at an instance. */
    @FunctionalInterface
    public interface Holders {
        Collection<SessionId> of(RecipeWorld world, String name);
    }

    /** How an instance is filled and emptied. */
    record Drain(int items, Workload put, Workload take) {}

    /** The rules for this recipe; only its class counts. */
    public static Tck of(Recipe recipe) {
        return new Tck(recipe);
    }

    /** What clients do; needed for every rule. */
    public Tck workload(Workload workload) {
        this.workload = workload;
        return this;
    }

    /** Steps of one run, 300 unless it is said; rules play a run once or a few times. */
    public Tck steps(int steps) {
        this.steps = steps;
        return this;
    }

    /** Another run than the usual one. */
    public Tck seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** Who holds or waits for something, as a query of the recipe tells it; for TCK-4. */
    public Tck heldBy(Holders holders) {
        this.holders = Optional.of(holders);
        return this;
    }

    /**
     * The token in a reply, if there is one; for TCK-5. Without this, replies of commands that {@code grants(...)} are looked
     * into.
     */
    public Tck tokens(Function<Record, Optional<FencingToken>> tokens) {
        this.tokens = Optional.of(tokens);
        return this;
    }

    /**
     * How one item is put into an instance and taken out again, by one client; for TCK-8.
     *
     * @param items that are put in before the first is taken, at least 1,000: a million, unless the recipe holds fewer
     */
    public Tck drain(int items, Workload put, Workload take) {
        drain = Optional.of(new Drain(items, put, take));
        return this;
    }

    /** The next version, for TCK-9; without it the recipe is replaced by itself. */
    public Tck upgradeTo(Recipe next) {
        this.next = next;
        return this;
    }

    /** A test for each rule. */
    public Stream<DynamicTest> tests() {
        Subject subject = new Subject(recipe, workload, steps, seed, next, holders, tokens, drain);
        return Stream.of(
                        ReplicaRules.of(subject),
                        SessionRules.of(subject),
                        GrowthRules.of(subject),
                        VersionRules.of(subject))
                .flatMap(Collection::stream)
                .sorted()
                .map(Rule::test);
    }
}
