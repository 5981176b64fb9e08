package io.quorate.recipe.atomic.api;

import io.quorate.recipe.client.ResourceType;

/** Where programs begin: {@code AtomicClient atomics = client.open(Atomics.TYPE)}. */
public final class Atomics {
    public static final ResourceType<AtomicClient> TYPE =
            new ResourceType<>(AtomicContract.RECIPE, AtomicContract.VERSION, AtomicClient::new);

    private Atomics() {}
}
