package io.quorate.cli;

import io.quorate.kernel.Nearest;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.QuorateException;
import io.quorate.server.SoftwareVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line as a whole: finds the command, runs it, and says in one line what went wrong. A first word that is no
 * command of ours is taken as the name of a recipe, whose commands the server describes.
 */
final class Cli {
    /** When set, errors come with their stack trace. */
    static final String DEBUG_VARIABLE = "QUORATE_DEBUG";

    /** More changed characters than this make another word. */
    static final int MAX_MISTYPED = 2;

    private static final String HELP = "help";

    private static final Pattern ENDS_WITH_CODE = Pattern.compile("\\[[A-Z_]+(, [A-Z_]+)?]$");

    /** Commands that ask no cluster. */
    private static final Set<String> STANDALONE = Set.of("completion", "context", "demo", "dev", "explain", "server");

    private final Console console;
    private final Map<String, String> environment;

    Cli(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /** Blocks until the command has ended; answers the exit code. */
    int run(List<String> arguments) {
        try {
            return dispatch(withHelpAsOption(arguments));
        } catch (Exception failure) {
            ExitCode code = report(failure);
            List<String> words = words(arguments);
            boolean isRun = words.size() > 1 && words.get(1).equals(RunCommand.NAME);
            return (isRun ? ExitCode.RUN_FAILED : code).number();
        }
    }

    /** {@code help X} is {@code X --help}. */
    private static List<String> withHelpAsOption(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).equals(HELP)) {
            return arguments;
        }
        List<String> line = new ArrayList<>(arguments.subList(1, arguments.size()));
        line.add("--" + HELP);
        return line;
    }

    private int dispatch(List<String> arguments) throws Exception {
        CommandSpec root = root(environment);
        List<String> words = words(arguments);
        if (!words.isEmpty() && !root.subcommands().containsKey(words.get(0))) {
            String name = words.get(0);
            root.addSubcommand(name, recipe(name, arguments, root.subcommands().keySet()));
        }
        ParseResult line = new CommandLine(root).parseArgs(arguments.toArray(String[]::new));
        ParseResult innermost = line;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        CommandSpec command = innermost.commandSpec();
        if (line.isVersionHelpRequested()) {
            console.print("quorate " + SoftwareVersion.current() + " (Java " + Runtime.version() + ")");
            return ExitCode.OK.number();
        }
        if (innermost.isUsageHelpRequested()) {
            command.commandLine().usage(console.out());
            return ExitCode.OK.number();
        }
        if (command.userObject() instanceof Action action) {
            return action.run(new Invocation(innermost, globals(line), console));
        }
        command.commandLine().usage(console.err());
        return ExitCode.USAGE.number();
    }

    private GlobalOptions globals(ParseResult line) {
        boolean isClient = !STANDALONE.contains(line.subcommand().commandSpec().name());
        return isClient ? GlobalOptions.of(line, environment) : GlobalOptions.withoutContext(line, environment);
    }

    /** All commands but those of recipes. */
    static CommandSpec root(Map<String, String> environment) {
        CommandSpec root = Commands.group(
                "quorate",
                "A coordination service whose primitives are plug-ins.",
                DemoCommand.spec(),
                DevCommand.spec(),
                ServerCommand.spec(),
                BundleCommands.spec(),
                RecipeCommands.spec(),
                SessionCommands.spec(),
                NamespaceCommands.spec(),
                ClusterCommands.spec(),
                CheckCommand.spec(),
                BackupCommands.spec(),
                RecoverCommand.spec(),
                WatchCommand.spec(),
                ContextCommands.spec(ContextFile.of(environment)),
                CompletionCommands.spec(),
                CompletionWords.spec(ContextFile.of(environment), environment),
                ExplainCommand.spec());
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
        root.usageMessage()
                .footer(
                        "",
                        "Each active recipe is a command too: `quorate recipe list` names them, and",
                        "`quorate RECIPE --help` shows what a recipe can do.");
        return root;
    }

    /** Without options and the values of those that every command has. */
    private static List<String> words(List<String> arguments) {
        Set<String> valued = GlobalOptions.valued();
        List<String> words = new ArrayList<>();
        boolean isValue = false;
        for (String argument : arguments) {
            if (!argument.startsWith("-") && !isValue) {
                words.add(argument);
            }
            isValue = valued.contains(argument);
        }
        return words;
    }

    private CommandSpec recipe(String name, List<String> arguments, Set<String> commands) {
        Set<String> known = new TreeSet<>(commands);
        Distribution.present().ifPresent(shipped -> known.addAll(shipped.recipeNames()));
        try (Remote remote = Remote.connect(GlobalOptions.peek(arguments, environment), Optional.empty())) {
            List<RecipeDescription> recipes = remote.recipes();
            recipes.forEach(recipe -> known.add(recipe.name()));
            requireNotMisspelled(name, known);
            return RecipeVerbs.of(Remote.named(name, recipes));
        } catch (QuorateException unreachable) {
            throw new Failure(
                    ExitCode.of(unreachable),
                    suggestion(name, known) + "'" + name
                            + "' is no command of this program, and what a recipe can do is asked of a server: "
                            + unreachable.getMessage(),
                    unreachable);
        }
    }

    /** Who mistyped a name is not told to deploy it. The known names are those of commands, active and shipped recipes. */
    static void requireNotMisspelled(String name, Set<String> known) {
        String suggestion = suggestion(name, known);
        if (!suggestion.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    suggestion + "'" + name + "' is neither a command nor an active recipe [RECIPE_NOT_FOUND]");
        }
    }

    /** Stands before the error, whose end is its code; empty for a name that is known. */
    static String suggestion(String name, Set<String> known) {
        return Optional.of(name)
                .filter(word -> !known.contains(word))
                .flatMap(word -> Nearest.to(word, known, MAX_MISTYPED))
                .map(command -> "did you mean `quorate " + command + "`? ")
                .orElse("");
    }

    private ExitCode report(Exception failure) {
        ExitCode code = ExitCode.FAILURE;
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof ParameterException wrong) {
            code = ExitCode.USAGE;
            message = usage(wrong);
        } else if (failure instanceof Failure known) {
            code = known.exitCode();
        } else if (failure instanceof QuorateException known) {
            code = ExitCode.of(known);
        } else {
            message = "unexpected failure: " + failure + "; set " + DEBUG_VARIABLE + "=1 for details [INTERNAL]";
        }
        console.say("quorate: " + message + (ENDS_WITH_CODE.matcher(message).find() ? "" : " [" + code + "]"));
        if (environment.containsKey(DEBUG_VARIABLE)) {
            failure.printStackTrace(console.err());
        }
        return code;
    }

    private static String usage(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        String name = command.qualifiedName(" ");
        StringBuilder message = new StringBuilder(String.valueOf(wrong.getMessage()));
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            if (!first.startsWith("-") && !command.subcommands().isEmpty()) {
                message.replace(0, message.length(), "`" + name + "` has no command '" + first + "'");
            }
            if (!unmatched.getSuggestions().isEmpty()) {
                message.append("; did you mean '")
                        .append(String.join("' or '", unmatched.getSuggestions()))
                        .append("'?");
            }
        }
        return message.append(" (see `").append(name).append(" --help`)").toString();
    }
}
