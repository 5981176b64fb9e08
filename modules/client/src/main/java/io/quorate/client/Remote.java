package io.quorate.client;

import io.quorate.client.core.CallRequest;
import io.quorate.client.core.QueryRequest;
import io.quorate.protocol.ReadLevel;
import io.quorate.protocol.Target;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way from any thread to the servers and back to the callbacks, common to all resources of a client. */
record Remote(ClientLoop loop, Callbacks callbacks, Clocks clocks, Codecs codecs) {
    <R> CompletableFuture<R> call(
            Target target, String command, Supplier<byte[]> request, Function<byte[], R> decoder, Duration deadline) {
        return encoded(request, body -> {
            long until = clocks.after(deadline);
            CallRequest call = new CallRequest(target, command, body);
            return Exchange.begin(
                    loop, callbacks, decoder, (core, now, completion) -> core.call(now, call, until, completion));
        });
    }

    <R> CompletableFuture<R> query(
            Target target,
            String query,
            Supplier<byte[]> request,
            Function<byte[], R> decoder,
            Consistency consistency,
            Duration deadline) {
        return encoded(request, body -> {
            long until = clocks.after(deadline);
            QueryRequest read = new QueryRequest(target, query, body, level(consistency));
            return Exchange.begin(
                    loop, callbacks, decoder, (core, now, completion) -> core.query(now, read, until, completion));
        });
    }

    private static <R> CompletableFuture<R> encoded(
            Supplier<byte[]> request, Function<byte[], CompletableFuture<R>> then) {
        try {
            return then.apply(request.get());
        } catch (QuorateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ReadLevel level(Consistency consistency) {
        return switch (consistency) {
            case LINEARIZABLE -> ReadLevel.LINEARIZABLE;
            case SESSION -> ReadLevel.SESSION;
            case STALE -> ReadLevel.STALE;
        };
    }
}
