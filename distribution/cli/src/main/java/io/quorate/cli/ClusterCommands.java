package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.cli.shape.Durations;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate cluster ...}. */
final class ClusterCommands {
    private static final int MAX_NODE = 65_535;

    private static final String WAITS = " Waits for that for " + Durations.format(MemberChange.LONG) + " unless "
            + GlobalOptions.TIMEOUT + " is given; whoever stops waiting, by Ctrl-C too, does not stop the change.";

    private ClusterCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "cluster",
                "The cluster.",
                command(
                        "status",
                        "Shows the node that answers and what it knows of the cluster.",
                        ClusterCommands::status),
                LongTask.addTo(command(
                                "add",
                                "Adds a node that was started with cluster.join: true; it votes once it has caught up."
                                        + WAITS,
                                ClusterCommands::add))
                        .addPositional(operand("MEMBER", "0", "1", "NUMBER@HOST:PORT of its peer.listen.")),
                LongTask.addTo(command(
                                "remove",
                                "Takes a node out; refused when a quorum would be lost.",
                                ClusterCommands::remove))
                        .addPositional(operand("NUMBER", "0", "1", "The node, as `cluster status` shows it.")),
                LongTask.addTo(command(
                                "replace",
                                "Puts a new node in the place of another one, in one change." + WAITS,
                                ClusterCommands::replace))
                        .addPositional(operand("NUMBER", "0", "1", "The node that goes."))
                        .addPositional(operand("MEMBER", "1", "1", "NUMBER@HOST:PORT of the node that comes.")),
                command("transfer", "Lets another node lead.", ClusterCommands::transfer)
                        .addPositional(operand("NUMBER", "0", "1", "The voter that is to lead.")),
                ConfigCommands.spec());
    }

    private static int add(Invocation invocation) {
        return change(invocation, List.of(member(invocation.operand(0))), List.of());
    }

    private static int remove(Invocation invocation) {
        return change(invocation, List.of(), List.of(number(invocation.operand(0))));
    }

    private static int replace(Invocation invocation) {
        return change(invocation, List.of(member(invocation.operand(1))), List.of(number(invocation.operand(0))));
    }

    private static int change(Invocation invocation, List<SystemCommand.NewMember> add, List<Integer> remove) {
        try (Remote remote = Remote.connect(invocation)) {
            new MemberChange(new SystemCommand.ChangeMembers(add, remove), invocation)
                    .run(remote)
                    .ifPresent(done -> invocation.show(SystemCommand.MembersChanged.class, done));
        }
        return ExitCode.OK.number();
    }

    private static int transfer(Invocation invocation) {
        int to = number(invocation.operand(0));
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemCommand.TransferAsked.class,
                    remote.call(new SystemCommand.TransferLeadership(to), SystemCommand.TransferAsked.class));
        }
        return ExitCode.OK.number();
    }

    private static SystemCommand.NewMember member(String text) {
        int at = text.indexOf('@');
        if (at < 1 || text.lastIndexOf(':') <= at + 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + text + "' is no member; allowed is NUMBER@HOST:PORT, such as 4@10.0.0.4:7421");
        }
        return new SystemCommand.NewMember(number(text.substring(0, at)), text.substring(at + 1));
    }

    private static int number(String text) {
        return Invocation.number(text, 1, MAX_NODE)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE, "'" + text + "' is no node; allowed is a number from 1 to " + MAX_NODE));
    }

    private static int status(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            // Of one node, as it sees things: also when there is no quorum, and this is looked at to find out why.
            invocation.show(
                    SystemQuery.Status.class,
                    remote.queryAnyNode(new SystemQuery.ClusterStatus(), SystemQuery.Status.class));
        }
        return ExitCode.OK.number();
    }
}
