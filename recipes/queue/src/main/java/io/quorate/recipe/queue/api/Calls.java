package io.quorate.recipe.queue.api;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One queue, as one client sees it. Thread-safe. */
record Calls(RecipeClient client, ResourceClient resource) {
    static Calls of(RecipeClient client, String name) {
        return new Calls(client, client.resource(name));
    }

    <R extends Record> CompletableFuture<R> call(String command, Record request, Class<R> reply) {
        return waiting(command, request, reply, Duration.ZERO);
    }

    /** A call that waits there for so long at most; the default deadline is added for the way. */
    <R extends Record> CompletableFuture<R> waiting(String command, Record request, Class<R> reply, Duration wait) {
        return resource.call(command, request, reply, wait.plus(client.defaultDeadline()));
    }

    /** Linearizable. */
    <R extends Record> CompletableFuture<R> query(String query, Record request, Class<R> reply) {
        return resource.query(query, request, reply, Consistency.LINEARIZABLE, client.defaultDeadline());
    }

    /** The session is the client's present one, and lives as far as the client can know. */
    boolean isHere(SessionId session) {
        SessionView now = client.session();
        return now.isValid() && now.id().filter(session::equals).isPresent();
    }

    static long millis(Duration time) {
        return time.plusNanos(999_999).toMillis();
    }

    /** What is made of the reply of a call. Cancelling it gives the call up. */
    static <R, T> CompletableFuture<T> map(CompletableFuture<R> call, Function<R, T> function) {
        CompletableFuture<T> result = call.thenApply(function);
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                call.cancel(true);
            }
        });
        return result;
    }
}
