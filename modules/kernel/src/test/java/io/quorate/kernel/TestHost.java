package io.quorate.kernel;

import io.quorate.recipe.Recipe;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Stands for bundles by their text: {@code name@stateVersion}, of which {@code name@stateVersion.minor} are later versions, or
 * anything else for one that is refused.
 */
public final class TestHost implements RecipeHost {
    private final Map<String, Recipe> recipes = new TreeMap<>();
    // Bundles that were prepared and not released.
    final Set<BundleDigest> loaded = new HashSet<>();

    /** Adds a bundle of this text. */
    public TestHost with(String bundle, Recipe recipe) {
        recipes.put(bundle, recipe);
        return this;
    }

    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        String text = new String(bundle, StandardCharsets.UTF_8);
        Recipe recipe = recipes.get(text);
        if (recipe == null) {
            completion.accept(new PreparedBundle.Refused(List.of("'" + text + "' is no bundle")));
            return;
        }
        loaded.add(digest);
        String[] parts = text.split("@", 2);
        String[] numbers = parts[1].split("\\.", 2);
        String version = "1." + (numbers.length == 1 ? "0" : numbers[1]) + "." + numbers[0];
        completion.accept(new PreparedBundle.Ready(parts[0], version, Integer.parseInt(numbers[0]), 1, "test", recipe));
    }

    @Override
    public void release(BundleDigest digest) {
        loaded.remove(digest);
    }

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {
        loaded.retainAll(kept);
    }

    @Override
    public Meter meter() {
        return Meter.unlimited();
    }

    @Override
    public void close() {}
}
