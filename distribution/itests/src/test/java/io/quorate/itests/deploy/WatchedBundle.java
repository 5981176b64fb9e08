package io.quorate.itests.deploy;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.ServerProcess;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.system.SystemQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A bundle's way through a cluster, as one node has applied it. */
final class WatchedBundle implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final QuorateClient client;
    private final String digest;

    /** @param digest SHA-256 in hex */
    WatchedBundle(ServerProcess node, String digest) {
        this.client = Quorate.connect(node.endpoint());
        this.digest = digest;
    }

    /** Blocks until it is so. */
    void await(Predicate<SystemQuery.BundleInfo> condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!now().filter(condition).isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it does not come, but: " + now());
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    Optional<SystemQuery.BundleInfo> now() {
        return bundles().stream().filter(each -> each.digest().equals(digest)).findFirst();
    }

    List<SystemQuery.BundleInfo> bundles() {
        SystemQuery.ListBundles all = new SystemQuery.ListBundles();
        return Await.result(client.system().query(all, SystemQuery.Bundles.class, Consistency.STALE, ANSWER))
                .bundles();
    }

    @Override
    public void close() {
        client.close();
    }
}
