package io.quorate.cli;

import static io.quorate.cli.Commands.command;

import io.quorate.recipe.system.SystemQuery;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate cluster ...}. */
final class ClusterCommands {
    private ClusterCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "cluster",
                "The cluster.",
                command(
                        "status",
                        "Shows the node that answers and what it knows of the cluster.",
                        ClusterCommands::status));
    }

    private static int status(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemQuery.Status.class, remote.query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class));
        }
        return ExitCode.OK.number();
    }
}
