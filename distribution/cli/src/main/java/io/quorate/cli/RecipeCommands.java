package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;
import static io.quorate.cli.Commands.option;

import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.server.SoftwareVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate recipe ...}. */
final class RecipeCommands {
    /** Of the description, what fits on a line. */
    private static final Shape LIST = Shape.parse("Recipes{recipes: [Recipe{name: text, version: text,"
            + " contract: int32, stateVersion: int32, summary: text}]}");

    private static final Shape PROJECT = Shape.parse("Project{recipe: text, directory: text, files: [text]}");
    private static final String PACKAGE = "--package";
    private static final String DEFAULT_PACKAGE = "com.example";
    private static final String DIRECTORY = "--directory";
    private static final String DOCUMENTATION = "docs/write-a-recipe.md";

    private RecipeCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "recipe",
                "Recipes that are active, and new ones.",
                command("list", "Lists the active recipes.", RecipeCommands::list),
                command("describe", "Shows a recipe's commands, queries, events and states.", RecipeCommands::describe)
                        .addPositional(operand("RECIPE", "0", "1", "Name of the recipe.")),
                command(
                        "metrics",
                        "Shows how often each command was applied on one node since it started, and what came of it.",
                        RecipeCommands::metrics),
                command("new", "Writes a project with a small recipe to begin with.", RecipeCommands::begin)
                        .addPositional(operand("NAME", "0", "1", "Name of the recipe."))
                        .addOption(option(PACKAGE, "PACKAGE", "Of its class. Default: " + DEFAULT_PACKAGE + "."))
                        .addOption(option(DIRECTORY, "DIR", "Empty, or not there yet. Default: NAME.")));
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

    private static int metrics(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            // Of one node, which also answers when there is no quorum.
            invocation.show(
                    SystemQuery.Metrics.class,
                    remote.queryAnyNode(new SystemQuery.ListMetrics(), SystemQuery.Metrics.class));
        }
        return ExitCode.OK.number();
    }

    private static int begin(Invocation invocation) {
        String name = invocation.operand(0);
        RecipeProject project =
                new RecipeProject(name, invocation.option(PACKAGE).orElse(DEFAULT_PACKAGE), SoftwareVersion.current());
        Set<String> taken = new TreeSet<>(
                invocation.line().commandSpec().root().subcommands().keySet());
        Distribution.present().ifPresent(distribution -> taken.addAll(distribution.recipeNames()));
        project.requireUsable(taken);
        Path directory = Path.of(invocation.option(DIRECTORY).orElse(name));
        List<String> files = project.write(directory);
        invocation.show(
                PROJECT, new TreeMap<>(Map.of("recipe", name, "directory", directory.toString(), "files", files)));
        String documentation = Distribution.present()
                .map(distribution -> distribution.home().resolve(DOCUMENTATION).toString())
                .orElse(DOCUMENTATION);
        invocation.console().say(project.nextSteps(directory, documentation));
        return ExitCode.OK.number();
    }
}
