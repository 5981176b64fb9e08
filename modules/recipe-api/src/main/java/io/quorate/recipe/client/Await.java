package io.quorate.recipe.client;

import io.quorate.recipe.ErrorCode;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Makes blocking calls of futures. */
public final class Await {
    private static final ThreadLocal<Boolean> FORBIDDEN = ThreadLocal.withInitial(() -> false);

    private Await() {}

    /**
     * Runs a callback on an executor that may have no other thread to complete what the callback would wait for:
     * {@link #result} refuses to wait there.
     */
    public static void forbidIn(Runnable callback) {
        boolean before = FORBIDDEN.get();
        FORBIDDEN.set(true);
        try {
            callback.run();
        } finally {
            if (before) {
                FORBIDDEN.set(true);
            } else {
                FORBIDDEN.remove();
            }
        }
    }

    /**
     * Blocks until the call has ended. An interrupt cancels it, unless its result is there already, and the thread stays
     * interrupted.
     *
     * @throws QuorateException when the call failed; {@link ErrorCode#CANCELLED} when it was cancelled
     * @throws IllegalStateException when the call has not ended and this is a callback on an executor that the client was
     *     given; the call goes on. On the client's own executor waiting is allowed.
     */
    public static <T> T result(CompletableFuture<T> call) {
        requireAllowed(call);
        awaitEnd(call);
        return ended(call);
    }

    /** Like {@link #result}, but an interrupt does not end it: for what has to happen, such as giving something back. */
    public static <T> T uninterruptibly(CompletableFuture<T> call) {
        requireAllowed(call);
        return ended(call);
    }

    private static void requireAllowed(CompletableFuture<?> call) {
        if (FORBIDDEN.get() && !call.isDone()) {
            throw new IllegalStateException(
                    "a callback must not wait for a call on the executor given to the client, which"
                            + " has to complete the call: chain to its future, or build the client without callbackExecutor");
        }
    }

    private static <T> T ended(CompletableFuture<T> call) {
        try {
            return call.join();
        } catch (CancellationException e) {
            throw QuorateException.of(ErrorCode.CANCELLED, CallOutcome.UNKNOWN, "cancelled while it waited");
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
