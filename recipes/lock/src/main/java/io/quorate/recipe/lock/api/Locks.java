package io.quorate.recipe.lock.api;

import io.quorate.recipe.client.ResourceType;

/** Where programs begin: {@code LockClient locks = client.open(Locks.TYPE)}. */
public final class Locks {
    public static final ResourceType<LockClient> TYPE =
            new ResourceType<>(LockContract.RECIPE, LockContract.VERSION, LockClient::new);

    private Locks() {}
}
