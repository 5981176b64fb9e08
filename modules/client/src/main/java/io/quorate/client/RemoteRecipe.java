package io.quorate.client;

import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionView;
import java.time.Duration;
import java.util.concurrent.Executor;

/** One recipe in one namespace. */
record RemoteRecipe(
        Remote remote, String namespace, String recipe, int contract, SessionView session, Duration defaultDeadline)
        implements RecipeClient {
    @Override
    public ResourceClient resource(String name) {
        return RemoteResource.of(remote, namespace, recipe, contract, name);
    }

    @Override
    public Mark mark() {
        return LocalMark.now(remote);
    }

    @Override
    public Executor callbackExecutor() {
        return remote.callbacks();
    }
}
