package io.quorate.client;

import io.quorate.client.core.ClientCore;
import io.quorate.client.core.Completion;
import io.quorate.client.core.Moment;
import io.quorate.codec.CodecException;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call or query between a future and the core. A reply is acknowledged only once the future has taken it: when its owner
 * cancelled meanwhile, the call is taken back on the server and leaves nothing behind.
 */
final class Exchange<R> implements Completion {
    /** Hands the request to the core, on the I/O thread, and returns its number. */
    interface Start {
        long begin(ClientCore core, Moment now, Completion completion);
    }

    private final ClientLoop loop;
    private final Executor callbacks;
    private final Function<byte[], R> decoder;
    private final CompletableFuture<R> future = new CompletableFuture<>();

    /** Known on the I/O thread before anything can come back. */
    private volatile long id;

    private Exchange(ClientLoop loop, Executor callbacks, Function<byte[], R> decoder) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.decoder = decoder;
    }

    static <R> CompletableFuture<R> begin(
            ClientLoop loop, Executor callbacks, Function<byte[], R> decoder, Start start) {
        Exchange<R> exchange = new Exchange<>(loop, callbacks, decoder);
        try {
            loop.execute((core, now) -> exchange.id = start.begin(core, now, exchange));
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.failedFuture(
                    QuorateException.of(ErrorCode.CLOSED, CallOutcome.NOT_APPLIED, "the client is closed"));
        }
        exchange.future.whenComplete(exchange::ended);
        return exchange.future;
    }

    /** Who ends the future otherwise than by its answer gives the call up. */
    private void ended(@Nullable R reply, @Nullable Throwable failure) {
        if (failure != null && !(failure instanceof QuorateException)) {
            giveUp();
        }
    }

    private void giveUp() {
        loop.tell((core, now) -> core.cancel(now, id));
    }

    @Override
    public void replied(long revision, byte[] body) {
        callbacks.execute(() -> take(body));
    }

    private void take(byte[] body) {
        boolean taken;
        try {
            taken = future.complete(decoder.apply(body));
        } catch (CodecException e) {
            taken = future.completeExceptionally(QuorateException.of(
                    ErrorCode.CONTRACT_MISMATCH,
                    CallOutcome.APPLIED,
                    "the reply is not what this client expects: " + e.getMessage()));
        }
        if (taken) {
            loop.tell((core, now) -> core.taken(now, id));
        } else {
            giveUp();
        }
    }

    @Override
    public void failed(QuorateException failure) {
        callbacks.execute(() -> future.completeExceptionally(failure));
    }
}
