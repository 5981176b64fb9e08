package io.quorate.recipe.election.api;

import io.quorate.recipe.client.ResourceType;

/** Where programs begin: {@code ElectionClient elections = client.open(Elections.TYPE)}. */
public final class Elections {
    public static final ResourceType<ElectionClient> TYPE =
            new ResourceType<>(ElectionContract.RECIPE, ElectionContract.VERSION, ElectionClient::new);

    private Elections() {}
}
