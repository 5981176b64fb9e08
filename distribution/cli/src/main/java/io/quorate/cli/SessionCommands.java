package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;
import static io.quorate.cli.Commands.option;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate session ...}. */
final class SessionCommands {
    private SessionCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "session",
                "Sessions of clients.",
                command("list", "Lists the sessions.", SessionCommands::list),
                command("describe", "Shows a session, what it holds and what it waits for.", SessionCommands::describe)
                        .addPositional(operand("ID", "0", "1", "Session, as `session list` shows it.")),
                command("expire", "Ends a session with all that it holds.", SessionCommands::expire)
                        .addPositional(operand("ID", "0", "1", "Session, as `session list` shows it."))
                        .addOption(option("--reason", "TEXT", "Why; the session's client is told.")));
    }

    private static int list(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            List<SystemQuery.SessionInfo> sessions = new ArrayList<>();
            SystemQuery.Sessions page;
            do {
                long after = sessions.isEmpty()
                        ? 0
                        : sessions.get(sessions.size() - 1).id().value();
                page = remote.query(
                        new SystemQuery.ListSessions(after, SystemQuery.MAX_PAGE), SystemQuery.Sessions.class);
                sessions.addAll(page.sessions());
            } while (page.sessions().size() == SystemQuery.MAX_PAGE);
            invocation.show(SystemQuery.Sessions.class, new SystemQuery.Sessions(sessions));
        }
        return ExitCode.OK.number();
    }

    private static int describe(Invocation invocation) {
        SessionId session = session(invocation);
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemQuery.SessionDetail.class,
                    remote.query(new SystemQuery.DescribeSession(session), SystemQuery.SessionDetail.class));
        }
        return ExitCode.OK.number();
    }

    private static int expire(Invocation invocation) {
        SessionId session = session(invocation);
        String reason = invocation.option("--reason").orElse("expired by an operator");
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemCommand.Expired.class,
                    remote.call(new SystemCommand.ExpireSession(session, reason), SystemCommand.Expired.class));
        }
        return ExitCode.OK.number();
    }

    private static SessionId session(Invocation invocation) {
        String text = invocation.operand(0);
        try {
            return new SessionId(Long.parseLong(text));
        } catch (IllegalArgumentException noNumber) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + text + "' is no session id; allowed is a positive number: see `quorate session list`",
                    noNumber);
        }
    }
}
