package io.quorate.recipe.kv.api;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What is made of the reply of a call. */
final class Chained {
    private Chained() {}

    /** Cancelling it gives the call up. */
    static <R, T> CompletableFuture<T> map(CompletableFuture<R> call, Function<R, T> function) {
        return givingUp(call, call.thenApply(function));
    }

    /** Cancelling the result gives the call up. */
    static <T> CompletableFuture<T> givingUp(CompletableFuture<?> call, CompletableFuture<T> result) {
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                call.cancel(true);
            }
        });
        return result;
    }
}
