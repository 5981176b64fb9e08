package io.quorate.benchmarks.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.PreparedBundle;
import io.quorate.runtime.FelixRecipeHost;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeBundleTest {
    @TempDir
    Path cache;

    @Test
    void isARecipeThatANodeTakes() throws Exception {
        byte[] bundle = RecipeBundle.bytes();
        CompletableFuture<PreparedBundle> prepared = new CompletableFuture<>();
        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            host.prepare(BundleDigest.of(bundle), bundle, prepared::complete);
            PreparedBundle.Ready ready =
                    assertInstanceOf(PreparedBundle.Ready.class, prepared.get(30, TimeUnit.SECONDS));
            assertEquals("bench", ready.name());
        }
    }
}
