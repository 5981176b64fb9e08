package io.quorate.testkit.cluster;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeType;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs recipes as they stand on the class path: they are neither verified nor metered. */
final class ClassPathHost implements RecipeHost {
    private final KnownRecipes recipes;
    private final TreeMap<BundleDigest, PreparedBundle> prepared = new TreeMap<>();

    ClassPathHost(KnownRecipes recipes) {
        this.recipes = recipes;
    }

    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        completion.accept(prepared.computeIfAbsent(
                digest,
                unknown -> recipes.find(bundle)
                        .map(ClassPathHost::ready)
                        .orElseGet(() -> new PreparedBundle.Refused(List.of(
                                "a test cluster takes no bundles; name the recipe's class when it is started")))));
    }

    private static PreparedBundle ready(Class<? extends Recipe> recipe) {
        RecipeType type = KnownRecipes.type(recipe);
        return new PreparedBundle.Ready(
                type.name(), "1.0.0", type.stateVersion(), type.contract(), "class path", KnownRecipes.make(recipe));
    }

    @Override
    public void release(BundleDigest digest) {
        prepared.remove(digest);
    }

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {
        prepared.keySet().retainAll(kept);
    }

    @Override
    public Meter meter() {
        return Meter.unlimited();
    }

    @Override
    public void close() {}
}
