package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.Recipe;
import io.quorate.testkit.BrokenRecipes.Count;
import io.quorate.testkit.BrokenRecipes.Counted;
import io.quorate.testkit.BrokenRecipes.Drop;
import io.quorate.testkit.BrokenRecipes.Dropped;
import io.quorate.testkit.BrokenRecipes.Holders;
import io.quorate.testkit.BrokenRecipes.Take;
import io.quorate.testkit.BrokenRecipes.Taken;
import io.quorate.testkit.GateRecipe.Enter;
import io.quorate.testkit.GateRecipe.Entered;
import io.quorate.testkit.GateRecipe.Leave;
import io.quorate.testkit.GateRecipe.Left;
import io.quorate.testkit.GateRecipe.Occupancy;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Every rule passes a recipe that keeps it, and fails one that breaks it and nothing else. */
class TckTest {
    private static final int STEPS = 150;

    @TestFactory
    Stream<DynamicTest> passesARecipeThatKeepsAllRules() {
        return gate().tests();
    }

    /** A million with {@code -Dtck.items=1000000}. */
    @TestFactory
    Stream<DynamicTest> passesAQueueWithAsManyItemsAsOneLikes() {
        return queueing(new QueueRecipe(), Integer.getInteger("tck.items", 20_000))
                .tests();
    }

    private static Tck gate() {
        return Tck.of(new GateRecipe())
                .workload(TckTest::enterOrLeave)
                .steps(STEPS)
                .heldBy((world, name) -> world.describe(name, Occupancy.class).holders())
                .drain(
                        1_000,
                        play -> play.call("enter", new Enter(3_600_000), Entered.class),
                        play -> play.call(
                                "leave",
                                new Leave(play.take(Entered.class).orElseThrow().token()),
                                Left.class));
    }

    private static void enterOrLeave(Play play) {
        Optional<Entered> in = play.oneIn(3) ? Optional.empty() : play.take(Entered.class);
        if (in.isPresent()) {
            play.call("leave", new Leave(in.get().token()), Left.class);
        } else {
            play.call("enter", new Enter(1 + play.below(5_000)), Entered.class);
        }
    }

    private static Tck counting(Recipe recipe) {
        return Tck.of(recipe)
                .workload(play -> play.call("count", new Count(), Counted.class))
                .steps(STEPS);
    }

    private static Tck holding(Recipe recipe) {
        return Tck.of(recipe)
                .workload(play -> {
                    if (play.oneIn(3)) {
                        play.call("drop", new Drop(), Dropped.class);
                    } else {
                        play.call("take", new Take(), Taken.class);
                    }
                })
                .steps(STEPS)
                .heldBy((world, name) -> world.describe(name, Holders.class).sessions());
    }

    private static Tck queueing(Recipe recipe, int items) {
        Workload put = play -> play.call("put", new Count(), Counted.class);
        Workload take = play -> play.call("take", new Take(), Counted.class);
        return Tck.of(recipe)
                .workload(play -> (play.oneIn(3) ? put : take).step(play))
                .steps(STEPS)
                .drain(items, put, take);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("TCK-1", counting(new BrokenRecipes.KeepsAStaticCounter())),
                Arguments.of("TCK-1", counting(new BrokenRecipes.AnswersWithAnIdentityHash())),
                Arguments.of("TCK-2", counting(new BrokenRecipes.KeepsAFieldCounter())),
                Arguments.of("TCK-3", counting(new BrokenRecipes.AnswersAnew())),
                Arguments.of("TCK-4", holding(new BrokenRecipes.HoldsForEver())),
                Arguments.of("TCK-5", holding(new BrokenRecipes.CountsTokensFromOne())),
                Arguments.of("TCK-6", counting(new BrokenRecipes.TellsInAnyOrder())),
                Arguments.of("TCK-7", counting(new BrokenRecipes.RemembersEverything())),
                Arguments.of("TCK-8", queueing(new BrokenRecipes.LooksAtEverything(), 1_000)),
                Arguments.of(
                        "TCK-9",
                        counting(new BrokenRecipes.FirstVersion()).upgradeTo(new BrokenRecipes.LosesOnTheWayBack())),
                Arguments.of(
                        "TCK-9",
                        counting(new BrokenRecipes.FirstVersion()).upgradeTo(new BrokenRecipes.KnowsNoWayBack())),
                Arguments.of("TCK-10", counting(new BrokenRecipes.StaysWithTheThread())));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void failsExactlyTheRuleThatIsBroken(String rule, Tck tck) {
        TreeMap<String, String> failures = new TreeMap<>();
        tck.tests().forEach(test -> failure(test).ifPresent(why -> failures.put(id(test), why)));
        assertEquals(java.util.Set.of(rule), failures.keySet(), failures::toString);
    }

    private static String id(DynamicTest test) {
        return test.getDisplayName().split(" ", 2)[0];
    }

    private static Optional<String> failure(DynamicTest test) {
        try {
            test.getExecutable().execute();
            return Optional.empty();
        } catch (TestAbortedException skipped) {
            return Optional.empty();
        } catch (Throwable thrown) {
            return Optional.of(thrown.toString());
        }
    }

    @Test
    void saysWhyARuleIsSkipped() {
        DynamicTest drained = counting(new BrokenRecipes.FirstVersion())
                .tests()
                .filter(test -> id(test).equals("TCK-8"))
                .findFirst()
                .orElseThrow();
        assertTrue(drained.getDisplayName().contains("NOT TESTED: say how an item is put in"), drained::getDisplayName);
        TestAbortedException skipped = org.junit.jupiter.api.Assertions.assertThrows(
                TestAbortedException.class, () -> drained.getExecutable().execute());
        assertTrue(skipped.getMessage().contains("drain(items, put, take)"), skipped::getMessage);
    }
}
