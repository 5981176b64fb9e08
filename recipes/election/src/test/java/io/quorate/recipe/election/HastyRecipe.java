package io.quorate.recipe.election;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.election.api.ElectionContract.Join;
import io.quorate.recipe.election.api.ElectionContract.Joined;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;

/** Leads and resigns in one command, or looks whether somebody leads. */
@RecipeType(name = HastyRecipe.NAME)
public final class HastyRecipe implements Recipe {
    static final String NAME = "hasty";
    static final String COMMAND = "hurry";

    static final String LOOK = "look";

    /** Asks whether this token is that of the leader. */
    public record Look(FencingToken token) {}

    /** Whether it is. */
    public record Looked(boolean held) {}

    /** Leads in the election of the same name and resigns. */
    public record Hurry() {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.uses(ElectionContract.RECIPE, "[1,2)");
        recipe.command(COMMAND, Hurry.class, TermOver.class, this::hurry);
        recipe.command(LOOK, Look.class, Looked.class, this::look);
    }

    private Outcome<Looked> look(ApplyContext context, Look request) {
        return Outcome.reply(new Looked(context.isHeld(ElectionContract.RECIPE, context.instance(), request.token())));
    }

    private Outcome<TermOver> hurry(ApplyContext context, Hurry request) {
        Joined joined = context.call(
                ElectionContract.RECIPE, context.instance(), ElectionContract.JOIN, new Join("hasty", 0), Joined.class);
        return Outcome.reply(context.call(
                ElectionContract.RECIPE,
                context.instance(),
                ElectionContract.RESIGN,
                new Resign(joined.token().orElseThrow(), 0),
                TermOver.class));
    }
}
