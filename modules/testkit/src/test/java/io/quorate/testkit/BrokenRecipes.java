package io.quorate.testkit;

import io.quorate.recipe.Cell;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;

/** Recipes that each break one rule of the kit. */
final class BrokenRecipes {
    record Count() {}

    record Counted(long value) {}

    private BrokenRecipes() {}

    /** Counts outside of the replicated state, for all nodes at once. */
    @RecipeType(name = "counter")
    static final class KeepsAStaticCounter implements Recipe {
        private static final Cell<Long> VALUE = Cell.of("value", Long.class);
        private static long counted;

        @Override
        public void define(RecipeDefinition recipe) {
            recipe.state(VALUE);
            recipe.command("count", Count.class, Counted.class, (context, request) -> {
                counted++;
                VALUE.set(context, counted);
                return Outcome.reply(new Counted(counted));
            });
        }
    }
}
