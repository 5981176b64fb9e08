package io.quorate.recipe.barrier;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.barrier.api.BarrierContract;

/** A version after this one, with the same rows under another state version. */
@RecipeType(
        name = BarrierContract.RECIPE,
        stateVersion = NextBarrierRecipe.STATE_VERSION,
        contract = BarrierContract.VERSION)
public final class NextBarrierRecipe implements Recipe {
    static final int STATE_VERSION = BarrierRecipe.STATE_VERSION + 1;

    @Override
    public void define(RecipeDefinition recipe) {
        new BarrierRecipe().define(recipe);
        recipe.migration(BarrierRecipe.STATE_VERSION, STATE_VERSION, context -> {});
        recipe.migration(STATE_VERSION, BarrierRecipe.STATE_VERSION, context -> {});
    }
}
