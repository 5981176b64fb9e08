package io.quorate.cli;

import static io.quorate.cli.Commands.operand;

import io.quorate.cli.shape.Durations;
import io.quorate.client.ClientBuilder;
import io.quorate.server.Shutdown;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate RECIPE hold NAME}. */
final class HoldCommand {
    static final String TTL = "--ttl";

    private HoldCommand() {}

    static CommandSpec spec(Grant grant) {
        CommandSpec spec = Commands.command(
                        "hold" + grant.suffix(),
                        "Takes it and keeps it in the foreground until Ctrl-C.",
                        invocation -> hold(grant, invocation))
                .addPositional(operand("NAME", "0", "1", "The resource."));
        return options(spec, grant);
    }

    /** The options of the granting command, and how soon a dead holder is noticed. */
    static CommandSpec options(CommandSpec spec, Grant grant) {
        grant.options().specs().forEach(spec::addOption);
        return spec.addOption(Commands.option(
                TTL,
                "DURATION",
                "How long the hold outlives this process when it dies. Default: "
                        + Durations.format(ClientBuilder.DEFAULT_TTL) + "."));
    }

    private static int hold(Grant grant, Invocation invocation) throws InterruptedException {
        CompletableFuture<Boolean> stop = new CompletableFuture<>();
        Shutdown.install(() -> stop.complete(true));
        try (Remote remote = Remote.connect(invocation, invocation.duration(TTL))) {
            Hold hold = Hold.take(remote, grant, invocation, stop);
            invocation.show(grant.acquire().reply(), hold.reply());
            invocation.console().say("Holding '" + invocation.operand(0) + "'; Ctrl-C releases it.");
            if (!hold.isKeptUntil(stop)) {
                throw new Failure(ExitCode.FAILURE, hold.whyLost());
            }
            hold.release();
            invocation.console().say("Released '" + invocation.operand(0) + "'.");
        }
        return ExitCode.OK.number();
    }
}
