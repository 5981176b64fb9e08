package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.codec.Shape;
import io.quorate.kernel.ClusterKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code quorate completion}: a script for a shell. It has the commands of this version in it; what only a cluster knows it reads
 * from a file that {@link CompletionWords} writes in the background, so that nobody who presses Tab waits for a server.
 */
final class CompletionCommands {
    private static final List<String> SHELLS = List.of("bash", "zsh");
    private static final Shape SCRIPT = Shape.parse("Script{shell: text, script: text}");

    private CompletionCommands() {}

    static CommandSpec spec() {
        CommandSpec spec = command("completion", "Prints a script that completes commands.", CompletionCommands::print)
                .addPositional(operand("SHELL", "0", "1", String.join(" or ", SHELLS) + "."));
        spec.usageMessage()
                .footer("", "`source <(quorate completion bash)`, or zsh, in the start file of the shell takes it in.");
        return spec;
    }

    private static int print(Invocation invocation) {
        String shell = invocation.operand(0);
        if (!SHELLS.contains(shell)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "there is no completion for '" + shell + "'; allowed is " + String.join(" or ", SHELLS));
        }
        String script = script(shell, table(invocation.line().commandSpec().root()));
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(SCRIPT, Map.of("shell", shell, "script", script));
        } else {
            invocation.console().out().print(script);
            invocation.console().out().flush();
        }
        return ExitCode.OK.number();
    }

    private static String script(String shell, CompletionTable table) {
        String program = Distribution.present()
                .map(distribution -> distribution.program().toString())
                .orElse(CompletionTable.ROOT);
        return (resource("words.sh") + resource(shell + ".sh"))
                .replace("@PROGRAM@", "'" + program.replace("'", "'\\''") + "'")
                .replace("@TABLE@\n", table.text());
    }

    private static CompletionTable table(CommandSpec root) {
        CompletionTable table = new CompletionTable();
        table.add(CompletionTable.ROOT, root);
        table.offerValues("-o", List.of("table", "json"));
        table.offerValues(GlobalOptions.OUTPUT, List.of("table", "json"));
        table.offer("quorate completion", SHELLS);
        table.offer("quorate explain", ExplainCommand.explanations().stringPropertyNames());
        for (String verb : List.of("get", "set", "unset")) {
            table.offer("quorate cluster config " + verb, ClusterKey.keys());
        }
        Distribution.present()
                .ifPresent(distribution -> table.offer("quorate bundle deploy", distribution.recipeNames()));
        return table;
    }

    private static String resource(String name) {
        try (InputStream text = CompletionCommands.class.getResourceAsStream("completion/" + name)) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
