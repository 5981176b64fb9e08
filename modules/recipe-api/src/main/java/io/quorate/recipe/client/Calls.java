package io.quorate.recipe.client;

import io.quorate.recipe.SessionId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** One instance as a facade calls it: with the client's own deadline. Thread-safe; nothing here blocks. */
public record Calls(RecipeClient client, ResourceClient resource) {
    /** Nothing is sent. */
    public static Calls of(RecipeClient client, String name) {
        return new Calls(client, client.resource(name));
    }

    /** Of the instance. */
    public String name() {
        return resource.name();
    }

    /** A command that does not wait. */
    public <R extends Record> CompletableFuture<R> call(String command, Record request, Class<R> reply) {
        return waiting(command, request, reply, Duration.ZERO);
    }

    /** A command that waits on the servers for so long at most; the client's deadline is added for the way. */
    public <R extends Record> CompletableFuture<R> waiting(
            String command, Record request, Class<R> reply, Duration wait) {
        return resource.call(command, request, reply, wait.plus(client.defaultDeadline()));
    }

    /** A linearizable query. */
    public <R extends Record> CompletableFuture<R> query(String query, Record request, Class<R> reply) {
        return resource.query(query, request, reply, Consistency.LINEARIZABLE, client.defaultDeadline());
    }

    /** The session is the client's present one, and lives as far as the client can know. */
    public boolean isHere(SessionId session) {
        SessionView now = client.session();
        return now.isValid() && now.id().filter(session::equals).isPresent();
    }

    /** A time as requests carry it, in ms; what is no whole number of them is made longer. */
    public static long millis(Duration time) {
        return time.plusNanos(999_999).toMillis();
    }

    /** What is made of the reply of a call. Cancelling it gives the call up. */
    public static <R, T> CompletableFuture<T> map(CompletableFuture<R> call, Function<R, T> function) {
        return givingUp(call, call.thenApply(function));
    }

    /** The result, which gives the call up when it is cancelled. */
    public static <T> CompletableFuture<T> givingUp(CompletableFuture<?> call, CompletableFuture<T> result) {
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                call.cancel(true);
            }
        });
        return result;
    }
}
