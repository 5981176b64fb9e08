package io.quorate.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Builds commands without annotations: recipes' verbs are known only at run time, and all commands are made alike. */
final class Commands {
    private Commands() {}

    static CommandSpec command(String name, String summary, Action action) {
        return named(CommandSpec.wrapWithoutInspection(action), name, summary);
    }

    /** A command that only holds others. */
    static CommandSpec group(String name, String summary, CommandSpec... commands) {
        CommandSpec group = named(CommandSpec.create(), name, summary);
        for (CommandSpec command : commands) {
            group.addSubcommand(command.name(), command);
        }
        return group;
    }

    private static CommandSpec named(CommandSpec command, String name, String summary) {
        command.name(name);
        command.usageMessage()
                .description(summary)
                .abbreviateSynopsis(true)
                .sortOptions(false)
                .width(100);
        return GlobalOptions.addTo(command);
    }

    /** @param arity such as {@code 1} or {@code 0..1} */
    static PositionalParamSpec operand(String label, String index, String arity, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index(index)
                .arity(arity)
                .required(!arity.startsWith("0"))
                .type(index.contains("*") ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    /** An option that is there or not. */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .build();
    }

    /** An option that may be repeated. */
    static OptionSpec options(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }
}
