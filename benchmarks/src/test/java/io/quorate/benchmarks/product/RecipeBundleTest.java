package io.quorate.benchmarks.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.benchmarks.recipe.BenchRecipe;
import io.quorate.benchmarks.recipe.RowsRecipe;
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
        assertEquals(BenchRecipe.NAME, prepared(RecipeBundle.bytes(BenchRecipe.class)));
        assertEquals(RowsRecipe.NAME, prepared(RecipeBundle.bytes(RowsRecipe.class)));
    }

    private String prepared(byte[] bundle) throws Exception {
        CompletableFuture<PreparedBundle> prepared = new CompletableFuture<>();
        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            host.prepare(BundleDigest.of(bundle), bundle, prepared::complete);
            PreparedBundle.Ready ready =
                    assertInstanceOf(PreparedBundle.Ready.class, prepared.get(30, TimeUnit.SECONDS));
            return ready.name();
        }
    }
}
