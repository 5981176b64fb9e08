package io.quorate.recipe.barrier.api;

import io.quorate.recipe.client.ResourceType;

/** Where programs begin: {@code BarrierClient barriers = client.open(Barriers.TYPE)}. */
public final class Barriers {
    public static final ResourceType<BarrierClient> TYPE =
            new ResourceType<>(BarrierContract.RECIPE, BarrierContract.VERSION, BarrierClient::new);

    private Barriers() {}
}
