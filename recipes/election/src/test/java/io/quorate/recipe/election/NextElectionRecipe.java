package io.quorate.recipe.election;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.election.api.ElectionContract;

/** A version after this one, with the same rows under another state version. */
@RecipeType(
        name = ElectionContract.RECIPE,
        stateVersion = NextElectionRecipe.STATE_VERSION,
        contract = ElectionContract.VERSION)
public final class NextElectionRecipe implements Recipe {
    static final int STATE_VERSION = ElectionRecipe.STATE_VERSION + 1;

    @Override
    public void define(RecipeDefinition recipe) {
        new ElectionRecipe().define(recipe);
        recipe.migration(ElectionRecipe.STATE_VERSION, STATE_VERSION, context -> {});
        recipe.migration(STATE_VERSION, ElectionRecipe.STATE_VERSION, context -> {});
    }
}
