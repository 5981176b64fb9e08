package io.quorate.cli;

import static io.quorate.cli.Commands.operand;

import io.quorate.recipe.client.QuorateException;
import io.quorate.server.Shutdown;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate RECIPE run NAME -- COMMAND}: a program that runs while its name is held. */
final class RunCommand {
    static final String NAME = "run";

    static final String TOKEN_VARIABLE = "QUORATE_TOKEN";
    static final String NAME_VARIABLE = "QUORATE_NAME";

    /** Between the polite and the impolite end of a program whose hold is lost. */
    private static final long KILL_AFTER_SECONDS = 10;

    private RunCommand() {}

    static CommandSpec spec(Grant grant) {
        CommandSpec spec = Commands.command(
                        NAME + grant.suffix(),
                        "Runs a program while holding it; ends with the program's exit code, or 125.",
                        invocation -> run(grant, invocation))
                .addPositional(operand("NAME", "0", "1", "The resource."))
                .addPositional(operand("COMMAND", "1..*", "1..*", "The program and its arguments, behind `--`."));
        spec.usageMessage()
                .footer(
                        "",
                        "When the hold is lost, the program gets SIGTERM, and is killed when it still runs "
                                + KILL_AFTER_SECONDS + " s later;",
                        "the exit code is then " + ExitCode.RUN_FAILED.number()
                                + ". SIGTERM and SIGHUP of this process reach the program as SIGTERM. Its",
                        "environment has the fencing token in " + TOKEN_VARIABLE + " and the resource in "
                                + NAME_VARIABLE + ".");
        return HoldCommand.options(spec, grant);
    }

    private static int run(Grant grant, Invocation invocation) throws InterruptedException {
        CompletableFuture<Boolean> stop = new CompletableFuture<>();
        // Ctrl-C reaches the program too, and other signals are passed on: it ends in its own way, and then so do we.
        Shutdown.install(() -> stop.complete(true));
        try (Remote remote = Remote.connect(invocation, invocation.duration(HoldCommand.TTL))) {
            Hold hold = Hold.take(remote, grant, invocation, stop);
            Process program = start(grant, invocation, hold);
            stop.thenRun(program::destroy);
            if (!hold.isKeptUntil(program.onExit())) {
                end(program);
                throw new Failure(ExitCode.RUN_FAILED, hold.whyLost());
            }
            release(hold, invocation.console());
            return program.exitValue();
        }
    }

    private static Process start(Grant grant, Invocation invocation, Hold hold) {
        List<String> command = invocation.operands(1);
        String token = hold.token().toString();
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.put(TOKEN_VARIABLE, token);
        environment.put(tokenVariable(grant.recipe().name()), token);
        environment.put(NAME_VARIABLE, invocation.operand(0));
        try {
            return builder.start();
        } catch (IOException unknown) {
            hold.release();
            throw new Failure(
                    ExitCode.RUN_FAILED, "cannot run '" + command.get(0) + "': " + unknown.getMessage(), unknown);
        }
    }

    /** So that a program that runs another one under a second hold can tell their tokens apart. */
    static String tokenVariable(String recipe) {
        return "QUORATE_" + recipe.toUpperCase(Locale.ROOT).replace('-', '_') + "_TOKEN";
    }

    private static void end(Process program) throws InterruptedException {
        program.destroy();
        if (!program.waitFor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)) {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly();
        }
    }

    private static void release(Hold hold, Console console) {
        try {
            hold.release();
        } catch (QuorateException gone) {
            // The program has ended, and its exit code is the answer.
            console.say("quorate: the program ended, but its hold was not released: " + gone.getMessage());
        }
    }
}
