package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.ResourceType;

/** Where programs begin: {@code KvClient kv = client.open(Stores.TYPE)}. */
public final class Stores {
    public static final ResourceType<KvClient> TYPE =
            new ResourceType<>(KvContract.RECIPE, KvContract.VERSION, KvClient::new);

    private Stores() {}
}
