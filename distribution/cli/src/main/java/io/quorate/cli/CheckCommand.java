package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.flag;
import static io.quorate.cli.Commands.option;

import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate check}: compares all rows of all nodes. */
final class CheckCommand {
    private static final String STATUS = "--status";
    private static final String WITHIN = "--within";
    private static final Duration LONG = Duration.ofHours(1);

    private CheckCommand() {}

    static CommandSpec spec() {
        return LongTask.addTo(command(
                        "check",
                        "Compares all rows of all nodes while commands go on, and names what differs.",
                        CheckCommand::run))
                .addOption(flag(STATUS, "Begin none: show the one that is under way, or the last one."))
                .addOption(option(
                        WITHIN,
                        "DURATION",
                        "How long to wait for the end, such as 10m; it goes on by itself. Default: 1h"));
    }

    private static int run(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            if (invocation.flag(STATUS)) {
                invocation.show(
                        SystemQuery.CheckStatus.class,
                        remote.query(new SystemQuery.DescribeCheck(), SystemQuery.CheckStatus.class));
                return ExitCode.OK.number();
            }
            Progress progress = Progress.of(
                    invocation.console(),
                    remote,
                    new SystemQuery.DescribeCheck(),
                    SystemQuery.CheckStatus.class,
                    CheckCommand::tell);
            Duration limit = invocation.duration(WITHIN).orElse(LONG);
            Optional<SystemCommand.Checked> outcome = new LongTask(
                            invocation, progress, "the check", "check --status", "")
                    .end(remote.send(new SystemCommand.Check(), SystemCommand.Checked.class, limit));
            outcome.ifPresent(found -> invocation.show(SystemCommand.Checked.class, found));
            boolean differs =
                    outcome.filter(found -> !found.differences().isEmpty()).isPresent();
            return (differs ? ExitCode.FAILURE : ExitCode.OK).number();
        }
    }

    private static List<String> tell(SystemQuery.CheckStatus status) {
        return status.outcome().isPresent() || status.check() == 0
                ? List.of()
                : List.of("Round " + status.round() + ", done by nodes " + status.reported());
    }
}
