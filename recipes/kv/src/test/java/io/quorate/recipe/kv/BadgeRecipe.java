package io.quorate.recipe.kv;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.RecipeType;
import java.util.Optional;

/** Another recipe: a badge that is taken and given back. */
@RecipeType(name = "badge")
public final class BadgeRecipe implements Recipe {
    private static final Cell<FencingToken> TAKEN = Cell.of("taken", FencingToken.class);

    public record Take() {}

    public record Taken(FencingToken token) {}

    public record Give(FencingToken token) {}

    public record Given(FencingToken token) {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("A badge.").state(TAKEN);
        recipe.command("take", Take.class, Taken.class, BadgeRecipe::take).grants("give");
        recipe.command("give", Give.class, Given.class, BadgeRecipe::give);
        recipe.holds((context, token) -> isTaken(TAKEN.get(context), token));
    }

    private static Outcome<Taken> take(ApplyContext context, Take request) {
        TAKEN.set(context, context.token());
        context.bind(context.session());
        return Outcome.reply(new Taken(context.token()));
    }

    private static Outcome<Given> give(ApplyContext context, Give request) {
        if (!isTaken(TAKEN.get(context), request.token())) {
            throw new RecipeException("NOT_TAKEN", "this badge is not taken");
        }
        TAKEN.clear(context);
        return Outcome.reply(new Given(request.token()));
    }

    private static boolean isTaken(Optional<FencingToken> taken, FencingToken token) {
        return taken.isPresent() && taken.get().value() == token.value();
    }
}
