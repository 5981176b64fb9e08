package io.quorate.testkit;

import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Table;
import io.quorate.testkit.BrokenRecipes.Count;
import io.quorate.testkit.BrokenRecipes.Counted;
import io.quorate.testkit.BrokenRecipes.Take;

/** First in, first out. */
@RecipeType(name = "queue")
final class QueueRecipe implements Recipe {
    private static final Table<Long, Long> ITEMS = Table.of("items", Long.class, Long.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.state(ITEMS);
        recipe.command("put", Count.class, Counted.class, (context, request) -> {
            ITEMS.put(context, context.revision(), 1L);
            return Outcome.reply(new Counted(1));
        });
        recipe.command("take", Take.class, Counted.class, (context, request) -> {
            Table.Row<Long, Long> first =
                    ITEMS.first(context).orElseThrow(() -> new RecipeException("EMPTY", "put something in"));
            ITEMS.remove(context, first.key());
            return Outcome.reply(new Counted(first.key()));
        });
    }
}
