package io.quorate.recipe.barrier;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.barrier.api.BarrierContract;
import java.lang.reflect.Proxy;

/** One that fails when a session ends, which freezes the instance. */
@RecipeType(
        name = BarrierContract.RECIPE,
        stateVersion = BarrierRecipe.STATE_VERSION,
        contract = BarrierContract.VERSION)
public final class FaultyBarrierRecipe implements Recipe {
    @Override
    public void define(RecipeDefinition recipe) {
        new BarrierRecipe().define((RecipeDefinition) Proxy.newProxyInstance(
                RecipeDefinition.class.getClassLoader(),
                new Class<?>[] {RecipeDefinition.class},
                (proxy, method, arguments) ->
                        method.getName().equals("onSessionEnd") ? proxy : method.invoke(recipe, arguments)));
        recipe.onSessionEnd((context, session) -> {
            throw new IllegalStateException("it fails on purpose");
        });
    }
}
