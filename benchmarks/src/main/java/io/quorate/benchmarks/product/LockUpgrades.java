package io.quorate.benchmarks.product;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.system.SystemCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An operator who replaces the lock's bundle. Blocking. */
public final class LockUpgrades implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final QuorateClient client;
    private int builds;

    private LockUpgrades(QuorateClient client) {
        this.client = client;
    }

    static LockUpgrades connect(String endpoints) {
        return new LockUpgrades(
                Quorate.builder().endpoints(endpoints).defaultDeadline(DEADLINE).connect());
    }

    /** The bundle of the build. */
    void deploy() throws IOException {
        Await.result(client.system().deployBundle(ShippedBundle.bytes(LockRecipe.class), DEADLINE));
    }

    /** A build that the cluster has not seen. */
    public byte[] nextBuild() throws IOException {
        builds++;
        return ShippedBundle.bytes(LockRecipe.class, "99.0." + builds);
    }

    public void upgrade(byte[] build) {
        Await.result(client.system().deployBundle(build, DEADLINE));
    }

    /** To the build that was active before. */
    public void rollback() {
        SystemCommand.Rollback back = new SystemCommand.Rollback(LockContract.RECIPE, Optional.empty());
        Await.result(client.system().call(back, SystemCommand.Deployed.class, DEADLINE));
    }

    @Override
    public void close() {
        client.close();
    }
}
