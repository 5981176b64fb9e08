package com.example.loose;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;

/** Grants without a bound session, as after a loss that nobody could see coming. Only tests compile it. */
@RecipeType(name = "loose")
public final class LooseRecipe implements Recipe {
    public record Take() {}

    public record Taken(FencingToken token) {}

    public record Release(FencingToken token) {}

    public record Released() {}

    private static final Cell<Boolean> TAKEN = Cell.of("taken", Boolean.class);

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Grants what is lost at once").state(TAKEN);
        recipe.command("take", Take.class, Taken.class, this::take).grants("release");
        recipe.command("release", Release.class, Released.class, this::release);
    }

    private Outcome<Taken> take(ApplyContext context, Take request) {
        TAKEN.set(context, true);
        return Outcome.reply(new Taken(context.token()));
    }

    private Outcome<Released> release(ApplyContext context, Release request) {
        TAKEN.clear(context);
        return Outcome.reply(new Released());
    }
}
