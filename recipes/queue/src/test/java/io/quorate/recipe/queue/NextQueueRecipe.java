package io.quorate.recipe.queue;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.queue.api.QueueContract;

/** A version after this one, with the same rows under another state version. */
@RecipeType(name = QueueContract.RECIPE, stateVersion = NextQueueRecipe.STATE_VERSION, contract = QueueContract.VERSION)
public final class NextQueueRecipe implements Recipe {
    static final int STATE_VERSION = QueueRecipe.STATE_VERSION + 1;

    @Override
    public void define(RecipeDefinition recipe) {
        new QueueRecipe().define(recipe);
        recipe.migration(QueueRecipe.STATE_VERSION, STATE_VERSION, context -> {});
        recipe.migration(STATE_VERSION, QueueRecipe.STATE_VERSION, context -> {});
    }
}
