package io.quorate.benchmarks.product;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.ResourceType;
import io.quorate.recipe.lock.api.LockContract;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A client that takes a lock of its own and gives it back, in turn: each call is one command, and none waits for others. */
public final class LockTurns implements Supplier<CompletableFuture<?>>, AutoCloseable {
    private static final ResourceType<RecipeClient> TYPE =
            new ResourceType<>(LockContract.RECIPE, LockContract.VERSION, client -> client);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Many clients share a machine with the nodes here: one that is late is no failure. */
    private static final Duration TTL = Duration.ofSeconds(60);

    private final QuorateClient client;
    private final ResourceClient lock;
    private CompletableFuture<LockContract.Grant> held = new CompletableFuture<>();
    private boolean holds;

    private LockTurns(QuorateClient client, String name) {
        this.client = client;
        this.lock = client.open(TYPE).resource(name);
    }

    static LockTurns connect(String endpoints, String name) {
        return new LockTurns(
                Quorate.builder()
                        .endpoints(endpoints)
                        .sessionTtl(TTL)
                        .defaultDeadline(DEADLINE)
                        .connect(),
                name);
    }

    /** The next command, once the one before it was answered. */
    @Override
    public CompletableFuture<?> get() {
        holds = !holds;
        if (holds) {
            held = lock.call(LockContract.ACQUIRE, new LockContract.Acquire(0, ""), LockContract.Grant.class, DEADLINE);
            return held;
        }
        return lock.call(
                LockContract.RELEASE,
                new LockContract.Release(held.join().token()),
                LockContract.Released.class,
                DEADLINE);
    }

    @Override
    public void close() {
        client.close();
    }
}
