package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import java.util.concurrent.CompletableFuture;

/** One instance, called with the client's own deadline. */
record Calls(RecipeClient client, ResourceClient resource) {
    static Calls of(RecipeClient client, String name) {
        return new Calls(client, client.resource(name));
    }

    <R extends Record> CompletableFuture<R> call(String command, Record request, Class<R> reply) {
        return resource.call(command, request, reply, client.defaultDeadline());
    }

    /** Linearizable. */
    <R extends Record> CompletableFuture<R> query(String query, Record request, Class<R> reply) {
        return resource.query(query, request, reply, Consistency.LINEARIZABLE, client.defaultDeadline());
    }
}
