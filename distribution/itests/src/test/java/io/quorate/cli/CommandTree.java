package io.quorate.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands of the command line, and runs of them in this process, which take a fraction of the time. */
public final class CommandTree {
    /** What a command printed and how it ended. */
    public record Ended(int code, String out, String err) {}

    private CommandTree() {}

    /**
     * Every command that does something, by its words; those of active recipes too.
     *
     * @param endpoint of the server that knows the recipes
     */
    public static SortedSet<String> leaves(String endpoint) {
        CommandSpec root = Cli.root(Map.of());
        GlobalOptions globals = GlobalOptions.peek(List.of("--endpoints", endpoint), Map.of());
        try (Remote remote = Remote.connect(globals, Optional.empty())) {
            remote.recipes().forEach(recipe -> root.addSubcommand(recipe.name(), RecipeVerbs.of(recipe)));
        }
        SortedSet<String> leaves = new TreeSet<>();
        collect(root, "", leaves);
        return leaves;
    }

    private static void collect(CommandSpec command, String words, SortedSet<String> leaves) {
        if (command.userObject() instanceof Action) {
            leaves.add(words);
        }
        for (Map.Entry<String, CommandLine> each : command.subcommands().entrySet()) {
            collect(each.getValue().getCommandSpec(), (words + " " + each.getKey()).strip(), leaves);
        }
    }

    public static Ended run(Map<String, String> environment, List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = new Cli(console, environment).run(arguments);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
