package io.quorate.runtime;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.DefinitionCheck;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Goes a step further than {@link BundleVerifier}: makes the recipe and reads its definition, as a node does before it reports that it is
 * ready. Finds what no look at the class files finds, such as records that cannot be carried.
 */
public final class BundleTrial {
    private BundleTrial() {}

    /**
     * Blocks until the host has looked at the bundle, whose code runs metered.
     *
     * @return what is wrong, and what to do; empty when a node would be ready
     */
    public static List<String> problems(byte[] jar, RecipeHost host) {
        CompletableFuture<PreparedBundle> verdict = new CompletableFuture<>();
        host.prepare(BundleDigest.of(jar), jar, verdict::complete);
        PreparedBundle prepared = verdict.join();
        if (prepared instanceof PreparedBundle.Refused refused) {
            return refused.reasons();
        }
        return DefinitionCheck.problem((PreparedBundle.Ready) prepared, host.meter()).stream()
                .toList();
    }
}
