package io.quorate.recipe.queue.api;

import io.quorate.recipe.client.ResourceType;

/** Where programs begin: {@code QueueClient queues = client.open(Queues.TYPE)}. */
public final class Queues {
    public static final ResourceType<QueueClient> TYPE =
            new ResourceType<>(QueueContract.RECIPE, QueueContract.VERSION, QueueClient::new);

    private Queues() {}
}
