package io.quorate.cli;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something granted to this process's session, until it is released or lost. */
final class Hold {
    /** How often the server is asked whether the hold was taken away from a session that lives on. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    /** A grant that comes sooner is not announced as a wait. */
    private static final Duration QUIET_WAIT = Duration.ofSeconds(1);

    private final Remote remote;
    private final Grant grant;
    private final String name;
    private final Console console;
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private SortedMap<String, Object> reply = Collections.emptySortedMap();
    private boolean isSuspect;
    private CompletableFuture<?> checked = CompletableFuture.completedFuture(true);

    private Hold(Remote remote, Grant grant, String name, Console console) {
        this.remote = remote;
        this.grant = grant;
        this.name = name;
        this.console = console;
    }

    /**
     * Waits until granted, for as long as was typed.
     *
     * @param stop ends the waiting; the call is taken back then
     * @throws Failure when stopped
     * @throws QuorateException when not granted
     */
    static Hold take(Remote remote, Grant grant, Invocation invocation, CompletableFuture<?> stop)
            throws InterruptedException {
        Hold hold = new Hold(remote, grant, invocation.operand(0), invocation.console());
        remote.session().onState(hold::sessionChanged);
        hold.acquire(grant.request(invocation), invocation.globals().timeout(), stop);
        return hold;
    }

    private void acquire(SortedMap<String, Object> request, Duration timeout, CompletableFuture<?> stop)
            throws InterruptedException {
        Duration deadline = Grant.wait(request).plus(timeout);
        CompletableFuture<SortedMap<String, Object>> granted =
                remote.send(grant.recipe(), name, grant.acquire().name(), request, deadline);
        CompletableFuture<Object> over = CompletableFuture.anyOf(granted, stop);
        CompletableFuture.delayedExecutor(QUIET_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> announceWait(over));
        try {
            over.get();
        } catch (ExecutionException failed) {
            // The same failure comes from the call itself, below.
        }
        if (!granted.isDone()) {
            granted.cancel(false);
            throw new Failure(ExitCode.CONFLICT, "stopped before '" + name + "' was granted");
        }
        reply = Await.result(granted);
    }

    private void announceWait(CompletableFuture<?> over) {
        if (!over.isDone()) {
            console.say("Waiting for '" + name + "'; Ctrl-C gives up.");
        }
    }

    FencingToken token() {
        return Grant.token(reply);
    }

    /** What the recipe answered when it granted. */
    SortedMap<String, Object> reply() {
        return reply;
    }

    /** Blocks until the hold is lost, at once then, or {@code end} is complete. */
    boolean isKeptUntil(CompletableFuture<?> end) throws InterruptedException {
        CompletableFuture<Object> over = CompletableFuture.anyOf(end, lost);
        while (!over.isDone()) {
            check();
            try {
                over.get(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException notYet) {
                // The state of the futures says which.
            }
        }
        return !lost.isDone();
    }

    String whyLost() {
        return "lost '" + name + "': " + lost.getNow("")
                + "; nothing that its token guards may be done any more [HOLD_LOST]";
    }

    /** @throws QuorateException when it was no longer held */
    void release() {
        remote.call(grant.recipe(), name, grant.release(), Grant.releaseRequest(token()));
    }

    private void sessionChanged(SessionState state) {
        if (state == SessionState.LOST) {
            lost.complete(
                    isSuspect
                            ? "the server was not reached in time, and the session is over"
                            : remote.session().whyLost().orElse("the session ended"));
        } else if (state == SessionState.SUSPECT) {
            isSuspect = true;
            long left = remote.session().validUntilNanos() - System.nanoTime();
            console.say("No contact with the server; unless it is back, the session ends in "
                    + Math.max(0, TimeUnit.NANOSECONDS.toSeconds(left)) + " s.");
        } else if (state == SessionState.READY && isSuspect) {
            isSuspect = false;
            console.say("The server is back, and the session goes on.");
        }
    }

    /**
     * Asks whether the session is still bound to the instance, as a grant keeps it by contract for as long as it lasts. While
     * no server answers, the session's own deadline decides.
     */
    private void check() {
        Optional<SessionId> session = remote.session().id();
        if (checked.isDone() && session.isPresent()) {
            SystemQuery.BoundInstance held = new SystemQuery.BoundInstance(
                    remote.namespace(), grant.recipe().name(), name);
            checked = remote.ask(new SystemQuery.DescribeSession(session.get()), SystemQuery.SessionDetail.class)
                    .thenAccept(detail -> {
                        if (!detail.bound().contains(held)) {
                            lost.complete("it was taken away");
                        }
                    });
        }
    }
}
