package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.lock.api.LockContract;

/** Takes a lock and gives it back within one command. */
@RecipeType(name = HastyRecipe.NAME)
final class HastyRecipe implements Recipe {
    static final String NAME = "hasty";
    static final String COMMAND = "take-and-release";

    record Hurry() {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.uses(LockContract.RECIPE, "[1,2)");
        recipe.command(COMMAND, Hurry.class, LockContract.Released.class, HastyRecipe::hurry);
    }

    private static Outcome<LockContract.Released> hurry(ApplyContext context, Hurry request) {
        LockContract.Grant grant = context.call(
                LockContract.RECIPE,
                context.instance(),
                LockContract.ACQUIRE,
                new LockContract.Acquire(0, ""),
                LockContract.Grant.class);
        return Outcome.reply(context.call(
                LockContract.RECIPE,
                context.instance(),
                LockContract.RELEASE,
                new LockContract.Release(grant.token()),
                LockContract.Released.class));
    }
}
