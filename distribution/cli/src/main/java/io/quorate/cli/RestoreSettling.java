package io.quorate.cli;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.AbortedException;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the cluster carries out by itself behind the switch of a restore: holds end, and replaced instances are cleared away. Until then
 * it takes no other restore.
 */
final class RestoreSettling {
    private static final String SETTLING = "SETTLING";
    private static final long LOOK_MILLIS = 100;

    private final Remote remote;
    private final CompletableFuture<SystemCommand.Restored> end = new CompletableFuture<>();

    private RestoreSettling(Remote remote) {
        this.remote = remote;
    }

    /** Ends with the result of the switch; fails when the time is over, or the connection is closed. Does not block. */
    static CompletableFuture<SystemCommand.Restored> end(
            Remote remote, SystemCommand.Restored restored, Duration limit) {
        RestoreSettling settling = new RestoreSettling(remote);
        settling.look(restored);
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> settling.end.completeExceptionally(QuorateException.of(
                        ErrorCode.DEADLINE_EXCEEDED, CallOutcome.UNKNOWN, "not everything is cleared away in time")));
        return settling.end;
    }

    static Progress progress(Console console, Remote remote) {
        return Progress.of(
                console,
                remote,
                new SystemQuery.DescribeRestore(),
                SystemQuery.Restores.class,
                restores -> underWay(restores)
                        .map(restore -> List.of("Clearing away: " + restore.left() + " holds and instances left"))
                        .orElse(List.of()));
    }

    /** A look that fails, as one may right after the switch, says nothing. */
    private void look(SystemCommand.Restored restored) {
        remote.ask(new SystemQuery.DescribeRestore(), SystemQuery.Restores.class)
                .whenComplete((restores, failure) -> {
                    if (failure == null && underWay(restores).isEmpty()) {
                        end.complete(restored);
                    } else if (failure != null && Await.failure(failure) instanceof AbortedException closed) {
                        end.completeExceptionally(closed);
                    } else if (!end.isDone()) {
                        CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                                .execute(() -> look(restored));
                    }
                });
    }

    private static Optional<SystemQuery.RestoreUnderWay> underWay(SystemQuery.Restores restores) {
        return restores.underWay().filter(restore -> restore.phase().equals(SETTLING));
    }
}
