package io.quorate.recipe.barrier.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** How a client comes to be a party, and when it is none any more. */
final class Parties {
    private Parties() {}

    /**
     * What the reply of a call is good for. Cancelling the future cancels the call; what comes all the same is given back.
     *
     * @param session whose it is, by the reply
     */
    static <R extends Record, H> CompletableFuture<H> granted(
            Calls calls,
            CompletableFuture<R> call,
            Function<R, SessionId> session,
            Function<R, H> handleOf,
            Consumer<H> giveBack) {
        CompletableFuture<H> handle = new CompletableFuture<>();
        call.whenComplete((reply, failure) -> {
            if (failure != null) {
                handle.completeExceptionally(Await.failure(failure));
            } else if (!calls.isHere(session.apply(reply))) {
                handle.completeExceptionally(QuorateException.of(
                        ErrorCode.HOLD_LOST,
                        CallOutcome.APPLIED,
                        "the session of this party of '" + calls.name() + "' ended"));
            } else {
                H granted = handleOf.apply(reply);
                if (!handle.complete(granted)) {
                    giveBack.accept(granted);
                }
            }
        });
        return Calls.givingUp(call, handle);
    }

    /** The party is none any more: there is nothing to take out. */
    static boolean isGone(RuntimeException failure) {
        return failure instanceof QuorateException refusal
                && (refusal.code().equals(BarrierContract.NOT_A_PARTY) || refusal.isEndOfSession());
    }
}
