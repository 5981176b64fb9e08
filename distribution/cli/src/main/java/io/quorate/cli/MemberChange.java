package io.quorate.cli;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.MembersChanged;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.server.Shutdown;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A change of the members. The cluster carries it out, whether somebody waits for its end or not. */
final class MemberChange {
    /** A new node gets the whole state before it votes. */
    static final Duration LONG = Duration.ofHours(1);

    /** A change that is through sooner is not announced as a wait. */
    private static final Duration QUIET_WAIT = Duration.ofSeconds(1);

    private final SystemCommand.ChangeMembers change;
    private final Invocation invocation;

    MemberChange(SystemCommand.ChangeMembers change, Invocation invocation) {
        this.change = change;
        this.invocation = invocation;
    }

    /**
     * Blocks until the change is through, for as long as was typed.
     *
     * @throws Failure when the time is over or a signal comes first; the change goes on
     * @throws QuorateException when it was refused
     */
    MembersChanged run(Remote remote) {
        // Without a quorum nothing would begin, and nobody should wait an hour to be told so.
        remote.query(new SystemQuery.ClusterStatus(), SystemQuery.Status.class);
        CompletableFuture<MembersChanged> end =
                remote.send(change, MembersChanged.class, limit()).copy();
        Shutdown.install(() -> end.completeExceptionally(goesOn(ExitCode.TIMEOUT, "stopped waiting", "")));
        CompletableFuture.delayedExecutor(QUIET_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> announce(end));
        try {
            return progress(remote).await(end);
        } catch (QuorateException failure) {
            throw failure.outcome() == CallOutcome.UNKNOWN
                    ? goesOn(ExitCode.of(failure), "not through yet", " [" + failure.code() + "]")
                    : failure;
        }
    }

    private Duration limit() {
        return change.add().isEmpty()
                ? invocation.globals().timeout()
                : invocation.globals().timeout(LONG);
    }

    private void announce(CompletableFuture<?> end) {
        if (!end.isDone()) {
            invocation.console().say("Waiting for the end of the change; Ctrl-C stops the waiting, not the change.");
        }
    }

    private Progress progress(Remote remote) {
        return Progress.of(
                invocation.console(),
                remote,
                new SystemQuery.ClusterStatus(),
                SystemQuery.Status.class,
                status -> tell(status.learners()));
    }

    private static List<String> tell(List<Integer> learners) {
        return learners.isEmpty()
                ? List.of()
                : List.of("Nodes " + learners + " get the state; they vote once they have it");
    }

    private Failure goesOn(ExitCode exit, String why, String code) {
        return new Failure(
                exit,
                why + "; the change goes on in the cluster: `quorate cluster status` shows the members" + undo()
                        + code);
    }

    private String undo() {
        return change.add().isEmpty()
                ? ""
                : ", and `quorate cluster remove " + change.add().get(0).number() + "` takes the new one out again";
    }
}
