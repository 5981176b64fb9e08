package io.quorate.recipe.barrier.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** One instance, as one client sees it. Thread-safe. */
record Place(RecipeClient client, ResourceClient resource) {
    static Place of(RecipeClient client, String name) {
        return new Place(client, client.resource(name));
    }

    String name() {
        return resource.name();
    }

    <R extends Record> CompletableFuture<R> call(String command, Record request, Class<R> reply) {
        return waiting(command, request, reply, Duration.ZERO);
    }

    /** A call that waits there for so long at most; the default deadline is added for the way. */
    <R extends Record> CompletableFuture<R> waiting(String command, Record request, Class<R> reply, Duration wait) {
        return resource.call(command, request, reply, wait.plus(client.defaultDeadline()));
    }

    static long millis(Duration wait) {
        return wait.plusNanos(999_999).toMillis();
    }

    /** The session is the client's present one, and lives as far as the client can know. */
    boolean isHere(SessionId session) {
        SessionView now = client.session();
        return now.isValid() && now.id().filter(session::equals).isPresent();
    }

    /**
     * What the reply of a call is good for. Cancelling the future cancels the call; what comes all the same is given back.
     *
     * @param session whose it is, by the reply
     */
    <R extends Record, H> CompletableFuture<H> granted(
            CompletableFuture<R> call, Function<R, SessionId> session, Function<R, H> handleOf, Consumer<H> giveBack) {
        CompletableFuture<H> handle = new CompletableFuture<>();
        call.whenComplete((reply, failure) -> {
            if (failure != null) {
                handle.completeExceptionally(Await.failure(failure));
            } else if (!isHere(session.apply(reply))) {
                handle.completeExceptionally(QuorateException.of(
                        ErrorCode.HOLD_LOST,
                        CallOutcome.APPLIED,
                        "the session of this party of '" + name() + "' ended"));
            } else {
                H granted = handleOf.apply(reply);
                if (!handle.complete(granted)) {
                    giveBack.accept(granted);
                }
            }
        });
        handle.whenComplete((granted, failure) -> {
            if (handle.isCancelled()) {
                call.cancel(true);
            }
        });
        return handle;
    }

    /** The party is none any more: there is nothing to take out. */
    static boolean isGone(RuntimeException failure) {
        return failure instanceof QuorateException refusal
                && (refusal.code().equals(BarrierContract.NOT_A_PARTY)
                        || refusal.is(ErrorCode.SESSION_EXPIRED)
                        || refusal.is(ErrorCode.SESSION_EXPIRING)
                        || refusal.is(ErrorCode.CLOSED));
    }
}
