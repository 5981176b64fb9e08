package io.quorate.recipe.kv.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks again, after a pause, until there is an answer: for what goes on in the background as long as somebody wants it. */
record Patient(Calls calls, BooleanSupplier isWanted) {
    static final Duration PAUSE = Duration.ofMillis(500);

    /**
     * Asks, and passes the answer on, on the callback executor.
     *
     * @param gone instead of an answer, when the store has forgotten what was asked for
     */
    <R> void ask(Supplier<CompletableFuture<R>> query, Consumer<R> answered, Runnable gone) {
        if (!isWanted.getAsBoolean()) {
            return;
        }
        query.get().whenComplete((answer, failure) -> {
            if (failure == null) {
                answered.accept(answer);
            } else if (Failures.isHistoryGone(Await.failure(failure))) {
                gone.run();
            } else if (!isClosed(Await.failure(failure))) {
                later(PAUSE, () -> ask(query, answered, gone));
            }
        });
    }

    /** Runs it on the callback executor after a pause. */
    void later(Duration pause, Runnable step) {
        calls.client()
                .mark()
                .atEnd(pause, () -> calls.client().callbackExecutor().execute(step));
    }

    private static boolean isClosed(Throwable failure) {
        return failure instanceof QuorateException ended && ended.is(ErrorCode.CLOSED);
    }
}
