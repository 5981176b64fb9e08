package io.quorate.recipe.kv;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.kv.api.KvContract;

/** A version after this one, with the same rows under another state version. */
@RecipeType(name = KvContract.RECIPE, stateVersion = NextKvRecipe.STATE_VERSION, contract = KvContract.VERSION)
public final class NextKvRecipe implements Recipe {
    static final int STATE_VERSION = KvRecipe.STATE_VERSION + 1;

    @Override
    public void define(RecipeDefinition recipe) {
        new KvRecipe().define(recipe);
        recipe.migration(KvRecipe.STATE_VERSION, STATE_VERSION, context -> {});
        recipe.migration(STATE_VERSION, KvRecipe.STATE_VERSION, context -> {});
    }
}
