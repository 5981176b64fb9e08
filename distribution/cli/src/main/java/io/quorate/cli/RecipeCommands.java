package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.system.SystemQuery;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate recipe ...}. */
final class RecipeCommands {
    /** Of the description, what fits on a line. */
    private static final Shape LIST = Shape.parse("Recipes{recipes: [Recipe{name: text, version: text,"
            + " contract: int32, stateVersion: int32, summary: text}]}");

    private RecipeCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "recipe",
                "Recipes that are active.",
                command("list", "Lists the active recipes.", RecipeCommands::list),
                command("describe", "Shows a recipe's commands, queries, events and states.", RecipeCommands::describe)
                        .addPositional(operand("RECIPE", "0", "1", "Name of the recipe.")));
    }

    private static int list(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            SystemQuery.Recipes recipes = remote.query(new SystemQuery.ListRecipes(), SystemQuery.Recipes.class);
            invocation.show(LIST, Trees.of(SystemQuery.Recipes.class, recipes));
        }
        return ExitCode.OK.number();
    }

    private static int describe(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(RecipeDescription.class, remote.recipe(invocation.operand(0)));
        }
        return ExitCode.OK.number();
    }
}
