package io.quorate.recipe.client;

import io.quorate.recipe.ErrorCode;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Makes blocking calls of futures. Not for the client's callback executor, whose threads complete them. */
public final class Await {
    private Await() {}

    /**
     * Blocks until the call has ended. An interrupt cancels it, unless its result is there already, and the thread stays
     * interrupted.
     *
     * @throws QuorateException when the call failed; {@link ErrorCode#CANCELLED} when it was cancelled
     */
    public static <T> T result(CompletableFuture<T> call) {
        awaitEnd(call);
        try {
            return call.join();
        } catch (CancellationException e) {
            throw new QuorateException(ErrorCode.CANCELLED, CallOutcome.UNKNOWN, "cancelled while it waited");
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    private static void awaitEnd(CompletableFuture<?> call) {
        try {
            call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException e) {
            // It has ended; join says how.
        }
    }

    /** A call's own failure, out of what futures wrap it in. */
    public static RuntimeException failure(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
