package io.quorate.cli;

import static io.quorate.cli.Commands.flag;

import io.quorate.codec.Shape;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.server.Shutdown;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** Something that the cluster carries out, whether somebody waits for its end or not. */
final class LongTask {
    private static final String WAIT = "--wait";
    private static final String NO_WAIT = "--no-wait";
    private static final Shape UNDER_WAY = Shape.parse("UnderWay{underWay: bool, what: text, look: text}");

    /** What is through sooner is not announced as a wait. */
    private static final Duration QUIET_WAIT = Duration.ofSeconds(1);

    private final Invocation invocation;
    private final Progress progress;
    private final String what;
    private final String look;
    private final String hint;

    /**
     * @param progress tells something as soon as it is under way
     * @param what such as {@code the change}
     * @param look the command that shows how far it is
     * @param hint what else to do with what goes on; may be empty
     */
    LongTask(Invocation invocation, Progress progress, String what, String look, String hint) {
        if (invocation.flag(WAIT) && invocation.flag(NO_WAIT)) {
            throw new Failure(ExitCode.USAGE, "options " + WAIT + " and " + NO_WAIT + " exclude each other");
        }
        this.invocation = invocation;
        this.progress = progress;
        this.what = what;
        this.look = look;
        this.hint = hint;
    }

    /** Adds the options to a command that begins one. */
    static CommandSpec addTo(CommandSpec command) {
        return command.addOption(flag(
                        WAIT,
                        "Wait for the end, and tell how far it is; Ctrl-C stops the waiting alone."
                                + " This is the default."))
                .addOption(flag(NO_WAIT, "Return as soon as it is under way."));
    }

    /**
     * Blocks until it is over, or only until it is under way when the line says so; shows that then.
     *
     * @return what it came to; empty while it goes on
     * @throws Failure when the time is over or a signal comes first; it goes on
     * @throws QuorateException when it was refused
     */
    <R> Optional<R> end(CompletableFuture<R> sent) {
        CompletableFuture<R> end = sent.copy();
        Shutdown.install(() -> end.completeExceptionally(goesOn(ExitCode.TIMEOUT, "stopped waiting", "")));
        try {
            if (invocation.flag(NO_WAIT) && progress.isUnderWayBefore(end)) {
                invocation.show(
                        UNDER_WAY, Map.<String, Object>of("underWay", true, "what", what, "look", "quorate " + look));
                return Optional.empty();
            }
            CompletableFuture.delayedExecutor(QUIET_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> announce(end));
            return Optional.of(progress.await(end));
        } catch (QuorateException failure) {
            throw failure.outcome() == CallOutcome.UNKNOWN
                    ? goesOn(ExitCode.of(failure), "not through yet", " [" + failure.code() + "]")
                    : failure;
        }
    }

    private void announce(CompletableFuture<?> end) {
        if (!end.isDone()) {
            invocation
                    .console()
                    .say("Waiting for the end of " + what + "; Ctrl-C stops the waiting, not " + what + ".");
        }
    }

    private Failure goesOn(ExitCode exit, String why, String code) {
        return new Failure(
                exit, why + "; " + what + " goes on in the cluster: `quorate " + look + "` shows it" + hint + code);
    }
}
