package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.RecipeClient;

/** The stores of one namespace, by name. Thread-safe. */
public final class KvClient {
    private final RecipeClient client;

    KvClient(RecipeClient client) {
        this.client = client;
    }

    /** Nothing is sent; a store is there as soon as it has a key. */
    public KvStore store(String name) {
        return new KvStore(Calls.of(client, name));
    }
}
