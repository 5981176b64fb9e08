package io.quorate.recipe.atomic;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.atomic.api.AtomicContract;

/** A version after this one, with the same rows under another state version. */
@RecipeType(
        name = AtomicContract.RECIPE,
        stateVersion = NextAtomicRecipe.STATE_VERSION,
        contract = AtomicContract.VERSION)
public final class NextAtomicRecipe implements Recipe {
    static final int STATE_VERSION = AtomicRecipe.STATE_VERSION + 1;

    @Override
    public void define(RecipeDefinition recipe) {
        new AtomicRecipe().define(recipe);
        recipe.migration(AtomicRecipe.STATE_VERSION, STATE_VERSION, context -> {});
        recipe.migration(STATE_VERSION, AtomicRecipe.STATE_VERSION, context -> {});
    }
}
