package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.time.Duration;
import java.util.List;

/** One lock, and three clients that want it. */
final class LockWorld implements AutoCloseable {
    static final String NAME = "jobs/nightly";

    final RecipeWorld world;
    final TestClient a;
    final TestClient b;
    final TestClient c;

    LockWorld() {
        this(new LockRecipe());
    }

    LockWorld(Recipe... recipes) {
        world = RecipeWorld.of(recipes);
        a = world.client("a");
        b = world.client("b");
        c = world.client("c");
    }

    Reply<Grant> acquire(TestClient client, Acquire request) {
        return client.call(NAME, LockContract.ACQUIRE, request, Grant.class);
    }

    /** An ordinary one that waits for a minute. */
    Reply<Grant> waiting(TestClient client) {
        return acquire(client, new Acquire(60_000, ""));
    }

    Reply<Released> release(TestClient client, Grant grant) {
        return client.call(NAME, LockContract.RELEASE, new Release(grant.token(), grant.entry()), Released.class);
    }

    LockDescription describe() {
        return world.describe(NAME, LockDescription.class);
    }

    LockDescription.Holder holder() {
        return describe().holder().orElseThrow();
    }

    void requireHeldWith(FencingToken token) {
        assertEquals(token, holder().token());
    }

    void requireNothingLeft() {
        assertEquals(List.of(), world.instances());
    }

    void advance(long millis) {
        world.advance(Duration.ofMillis(millis));
    }

    @Override
    public void close() {
        world.close();
    }
}
