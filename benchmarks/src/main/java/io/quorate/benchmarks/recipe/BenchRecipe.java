package io.quorate.benchmarks.recipe;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.Table;

/** Keeps a value in each of many slots: a command that does as little as one can. */
@RecipeType(name = BenchRecipe.NAME, contract = BenchRecipe.CONTRACT)
public final class BenchRecipe implements Recipe {
    public static final String NAME = "bench";
    public static final int CONTRACT = 1;

    /** Command {@link Put} to {@link Done}. */
    public static final String PUT = "put";

    private static final Table<Integer, byte[]> SLOTS = Table.of("slots", Integer.class, byte[].class);

    /** Replaces the value of a slot. */
    public record Put(int slot, byte[] value) {}

    /** Answers a put. */
    public record Done(long revision) {}

    @Override
    public void define(RecipeDefinition recipe) {
        recipe.describedAs("Keeps a value in each of many slots");
        recipe.state(SLOTS);
        recipe.command(PUT, Put.class, Done.class, this::put).describedAs("Replaces the value of a slot");
    }

    private Outcome<Done> put(ApplyContext context, Put request) {
        SLOTS.put(context, request.slot(), request.value());
        return Outcome.reply(new Done(context.revision()));
    }
}
