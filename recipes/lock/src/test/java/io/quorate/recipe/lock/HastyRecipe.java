package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.lock.api.LockContract;

/** Takes a lock and gives it back within one command, or looks whether somebody holds it. */
@RecipeType(name = HastyRecipe.NAME)
final class HastyRecipe implements Recipe {
    static final String NAME = "hasty";
    static final String COMMAND = "take-and-release";

    static final String LOOK = "look";

    record Hurry() {}

    record Look(FencingToken token) {}

    record Looked(boolean held) {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.uses(LockContract.RECIPE, "[1,2)");
        recipe.command(COMMAND, Hurry.class, LockContract.Released.class, HastyRecipe::hurry);
        recipe.command(LOOK, Look.class, Looked.class, HastyRecipe::look);
    }

    private static Outcome<Looked> look(ApplyContext context, Look request) {
        return Outcome.reply(new Looked(context.isHeld(LockContract.RECIPE, context.instance(), request.token())));
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
