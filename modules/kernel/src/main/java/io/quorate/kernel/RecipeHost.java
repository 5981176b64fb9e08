package io.quorate.kernel;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns the bytes of bundles into recipes that can be run. Knows nothing of replication: the kernel decides when a recipe
 * becomes active, and gives bytes that every node has.
 */
public interface RecipeHost extends AutoCloseable {
    /**
     * Resolves, verifies, weaves, links and instantiates, outside of apply. Preparing the same digest again gives the same
     * recipe. The verdict depends on the bytes alone.
     *
     * @param completion called once, on any thread, possibly before this returns
     */
    void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion);

    /** Forgets a prepared bundle, so that its class loader can go; unknown digests are ignored. */
    void release(BundleDigest digest);

    /** Forgets every prepared bundle but these. */
    void releaseAllBut(Set<BundleDigest> kept);

    /** Counts what recipe code does on the apply thread. */
    Meter meter();

    @Override
    void close();
}
