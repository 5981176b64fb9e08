package io.quorate.recipe.queue;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.queue.api.QueueContract;
import java.lang.reflect.Proxy;

/** One that fails when a session ends, which freezes the instance. */
@RecipeType(name = QueueContract.RECIPE, stateVersion = QueueRecipe.STATE_VERSION, contract = QueueContract.VERSION)
public final class FaultyQueueRecipe implements Recipe {
    @Override
    public void define(RecipeDefinition recipe) {
        new QueueRecipe().define((RecipeDefinition) Proxy.newProxyInstance(
                RecipeDefinition.class.getClassLoader(),
                new Class<?>[] {RecipeDefinition.class},
                (proxy, method, arguments) ->
                        method.getName().equals("onSessionEnd") ? proxy : method.invoke(recipe, arguments)));
        recipe.onSessionEnd((context, session) -> {
            throw new IllegalStateException("it fails on purpose");
        });
    }
}
