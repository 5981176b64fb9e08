package io.quorate.simulation.world;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterRecipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Stands for bundles by the name of their recipe, whose class is on the class path; the bytes go through the log all the same. */
public final class ClassPathHost implements RecipeHost {
    /** Size of every bundle in bytes, more than a chunk. */
    private static final int BUNDLE_BYTES = 5_000;

    private static final Map<String, Supplier<Recipe>> RECIPES = Map.of(
            LockContract.RECIPE, LockRecipe::new,
            RegisterContract.RECIPE, RegisterRecipe::new);

    /** Bytes that stand for this recipe. */
    public static byte[] bundle(String recipe) {
        byte[] bundle = new byte[BUNDLE_BYTES];
        byte[] name = recipe.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, bundle, 0, name.length);
        return bundle;
    }

    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        String recipe = new String(bundle, StandardCharsets.UTF_8).trim();
        Supplier<Recipe> found = RECIPES.get(recipe);
        completion.accept(
                found == null || !BundleDigest.of(bundle).equals(digest)
                        ? new PreparedBundle.Refused(List.of("'" + recipe + "' is no recipe of this world"))
                        : new PreparedBundle.Ready(recipe, "1.0.0", 1, 1, found.get()));
    }

    @Override
    public void release(BundleDigest digest) {}

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {}

    @Override
    public String fingerprint() {
        return "simulation";
    }

    @Override
    public Meter meter() {
        return Meter.unlimited();
    }

    @Override
    public void close() {}
}
