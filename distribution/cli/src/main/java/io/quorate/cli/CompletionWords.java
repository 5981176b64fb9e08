package io.quorate.cli;

import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code quorate complete}, which no help shows: writes what a shell is to offer and only a cluster knows, recipes with their verbs
 * and instances, into a file of the user. The scripts of {@link CompletionCommands} start it in the background.
 */
final class CompletionWords {
    /** Nobody waits for it, but it is not to stay when there is no server. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Shape WRITTEN = Shape.parse("Written{file: text}");

    private final ContextFile contexts;
    private final Map<String, String> environment;

    private CompletionWords(ContextFile contexts, Map<String, String> environment) {
        this.contexts = contexts;
        this.environment = environment;
    }

    static CommandSpec spec(ContextFile contexts, Map<String, String> environment) {
        CommandSpec spec = Commands.command(
                "complete",
                "Fetches words for the completion of a shell.",
                new CompletionWords(contexts, environment)::run);
        spec.usageMessage().hidden(true);
        return spec;
    }

    private int run(Invocation invocation) throws IOException {
        CompletionTable table = new CompletionTable();
        addContexts(table);
        addCluster(table, invocation.globals().within(LIMIT));
        String name = invocation.globals().contextName().orElse("none") + ".words";
        Path directory = Files.createDirectories(UserDirectory.of(environment)
                .orElseThrow(() -> new Failure(ExitCode.FAILURE, "neither XDG_CONFIG_HOME nor HOME is set"))
                .resolve("completion"));
        try (PartFile file = PartFile.create(directory, name)) {
            file.out().write(table.text().getBytes(StandardCharsets.UTF_8));
            invocation.show(WRITTEN, Map.of("file", file.finish().toString()));
        }
        return ExitCode.OK.number();
    }

    private void addContexts(CompletionTable table) {
        var names = contexts.read().named().keySet();
        table.offerValues(GlobalOptions.CONTEXT, names);
        for (String verb : List.of("use", "show", "delete")) {
            table.offer("quorate context " + verb, names);
        }
    }

    /** As much as there is in time. */
    private static void addCluster(CompletionTable table, GlobalOptions globals) {
        try (Remote remote = Remote.connect(globals, Optional.empty())) {
            List<RecipeDescription> recipes = remote.recipes();
            addRecipes(table, recipes);
            addNamespaces(table, remote);
            for (RecipeDescription recipe : recipes) {
                addInstances(table, remote, globals.namespace(), recipe);
            }
        } catch (QuorateException notThere) {
            // Then the shell offers what every version of this program has.
        }
    }

    private static void addRecipes(CompletionTable table, List<RecipeDescription> recipes) {
        List<String> names = recipes.stream().map(RecipeDescription::name).toList();
        table.offer(CompletionTable.ROOT, names);
        for (String command : List.of(
                "watch",
                "recipe describe",
                "bundle describe",
                "bundle history",
                "bundle rollback",
                "bundle undeploy")) {
            table.offer("quorate " + command, names);
        }
        recipes.forEach(recipe -> table.add("quorate " + recipe.name(), RecipeVerbs.of(recipe)));
    }

    private static void addNamespaces(CompletionTable table, Remote remote) {
        List<String> names = remote
                .query(
                        new SystemQuery.ListNamespaces(Optional.empty(), SystemQuery.MAX_PAGE),
                        SystemQuery.Namespaces.class)
                .namespaces()
                .stream()
                .map(SystemQuery.NamespaceInfo::name)
                .toList();
        table.offerValues(GlobalOptions.NAMESPACE, names);
        for (String verb : List.of("describe", "quota", "delete")) {
            table.offer("quorate namespace " + verb, names);
        }
    }

    private static void addInstances(CompletionTable table, Remote remote, String namespace, RecipeDescription recipe) {
        List<String> names = remote.query(
                        new SystemQuery.ListInstances(namespace, recipe.name(), Optional.empty(), SystemQuery.MAX_PAGE),
                        SystemQuery.Instances.class)
                .names();
        RecipeVerbs.of(recipe).subcommands().forEach((verb, command) -> {
            if (!command.getCommandSpec().positionalParameters().isEmpty()) {
                table.offer("quorate " + recipe.name() + " " + verb, names);
            }
        });
        table.offer("quorate watch", names);
    }
}
