package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;
import static io.quorate.cli.Commands.option;

import io.quorate.kernel.Nearest;
import io.quorate.kernel.Scale;
import io.quorate.kernel.Units;
import io.quorate.recipe.system.SystemCommand.ClusterConfigured;
import io.quorate.recipe.system.SystemCommand.ConfigureCluster;
import io.quorate.recipe.system.SystemQuery.ClusterConfiguration;
import io.quorate.recipe.system.SystemQuery.Configuration;
import io.quorate.recipe.system.SystemQuery.ConfigurationKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate cluster config ...}. */
final class ConfigCommands {
    private static final String IF_VERSION = "--if-version";
    private static final String CHANGED = " *";

    private ConfigCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "config",
                "The configuration that all nodes share.",
                command("get", "Shows all keys, or one; * marks what was set.", ConfigCommands::get)
                        .addPositional(operand("KEY", "0", "0..1", "The key. Default: all.")),
                changing(command("set", "Sets a key, on all nodes at one index.", ConfigCommands::set))
                        .addPositional(operand("VALUE", "1", "1", "With its unit, such as 10s or 64KiB.")),
                changing(command("unset", "Gives a key its default again.", ConfigCommands::unset)));
    }

    private static CommandSpec changing(CommandSpec command) {
        return command.addPositional(operand("KEY", "0", "1", "The key, as `config get` shows it."))
                .addOption(option(IF_VERSION, "N", "Refuse when the configuration has another version by now."));
    }

    private static int get(Invocation invocation) {
        String key = invocation.operand(0);
        Configuration all;
        try (Remote remote = Remote.connect(invocation)) {
            all = remote.query(new ClusterConfiguration(), Configuration.class);
        }
        List<ConfigurationKey> keys = all.keys().stream()
                .filter(each -> key.isEmpty() || each.key().equals(key))
                .toList();
        if (keys.isEmpty()) {
            throw unknown(key, all);
        }
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(Configuration.class, new Configuration(all.version(), keys));
        } else {
            invocation.console().out().print(invocation.columns().aligned(table(keys)));
            invocation.console().print("version " + all.version());
        }
        return ExitCode.OK.number();
    }

    private static Failure unknown(String key, Configuration all) {
        List<String> known = all.keys().stream().map(ConfigurationKey::key).toList();
        return new Failure(
                ExitCode.NOT_FOUND,
                "there is no key '" + key + "'"
                        + Nearest.to(key, known, Cli.MAX_MISTYPED)
                                .map(nearest -> "; did you mean '" + nearest + "'?")
                                .orElse(": `quorate cluster config get` lists all keys")
                        + " [NOT_FOUND]");
    }

    private static List<List<String>> table(List<ConfigurationKey> keys) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("KEY", "VALUE", "DEFAULT", "ALLOWED", "WHAT"));
        for (ConfigurationKey key : keys) {
            rows.add(List.of(
                    key.key(),
                    quantity(key.value(), key.unit()) + (key.set() ? CHANGED : ""),
                    quantity(key.defaultValue(), key.unit()),
                    Scale.of(key.unit())
                            .map(scale -> scale.range(key.least(), key.most()))
                            .orElse(key.least() + " to " + key.most() + " " + key.unit()),
                    key.description()));
        }
        return rows;
    }

    /** In the largest unit; as it is when a newer server has another unit. */
    private static String quantity(long value, String unit) {
        return Scale.of(unit).map(scale -> scale.format(value)).orElse(value + " " + unit);
    }

    private static int set(Invocation invocation) {
        return change(invocation, Optional.of(invocation.operand(1)));
    }

    private static int unset(Invocation invocation) {
        return change(invocation, Optional.empty());
    }

    private static int change(Invocation invocation, Optional<String> value) {
        ConfigureCluster request = new ConfigureCluster(invocation.operand(0), value, version(invocation));
        ClusterConfigured done;
        try (Remote remote = Remote.connect(invocation)) {
            done = remote.call(request, ClusterConfigured.class);
        }
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(ClusterConfigured.class, done);
        } else {
            invocation
                    .console()
                    .print(done.key() + ": " + quantity(done.before(), done.unit()) + " -> "
                            + quantity(done.after(), done.unit()) + ", version " + done.version());
        }
        return ExitCode.OK.number();
    }

    private static long version(Invocation invocation) {
        Optional<String> text = invocation.option(IF_VERSION);
        if (text.isEmpty()) {
            return 0;
        }
        return Units.COUNT
                .parse(text.get())
                .filter(number -> number > 0)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "option " + IF_VERSION + ": '" + text.get() + "' is no version; allowed is a number above 0"));
    }
}
