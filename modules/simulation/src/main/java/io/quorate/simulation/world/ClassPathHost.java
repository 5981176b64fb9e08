package io.quorate.simulation.world;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeDefinition;
import io.quorate.recipe.RecipeType;
import io.quorate.recipe.atomic.AtomicRecipe;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.barrier.BarrierRecipe;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.election.ElectionRecipe;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.kv.KvRecipe;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.queue.QueueRecipe;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.simulation.register.RegisterContract;
import io.quorate.simulation.register.RegisterRecipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Stands for bundles by the name of their recipe, whose class is on the class path, and the number of the build; the bytes go through
 * the log all the same. Builds with odd numbers have the state version after the recipe's own, whose rows are the same.
 */
public final class ClassPathHost implements RecipeHost {
    /** Size of every bundle in bytes, more than a chunk. */
    private static final int BUNDLE_BYTES = 3_000;

    private static final Map<String, Supplier<Recipe>> RECIPES = Map.of(
            ElectionContract.RECIPE, ElectionRecipe::new,
            AtomicContract.RECIPE, AtomicRecipe::new,
            BarrierContract.RECIPE, BarrierRecipe::new,
            KvContract.RECIPE, KvRecipe::new,
            LockContract.RECIPE, LockRecipe::new,
            QueueContract.RECIPE, QueueRecipe::new,
            RegisterContract.RECIPE, RegisterRecipe::new);

    private record Build(Recipe base) implements Recipe {
        int ownStateVersion() {
            return base.getClass().getAnnotation(RecipeType.class).stateVersion();
        }

        @Override
        public void define(RecipeDefinition recipe) {
            base.define(recipe);
            recipe.migration(ownStateVersion(), ownStateVersion() + 1, context -> {});
            recipe.migration(ownStateVersion() + 1, ownStateVersion(), context -> {});
        }
    }

    /** Bytes that stand for this build of a recipe, of which the first has number 0. */
    public static byte[] bundle(String recipe, int build) {
        byte[] bundle = new byte[BUNDLE_BYTES];
        byte[] name = (recipe + "@" + build).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, bundle, 0, name.length);
        return bundle;
    }

    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        completion.accept(verdict(digest, bundle));
    }

    private static PreparedBundle verdict(BundleDigest digest, byte[] bundle) {
        String[] name = new String(bundle, StandardCharsets.UTF_8).trim().split("@", 2);
        Supplier<Recipe> found = RECIPES.get(name[0]);
        if (found == null || name.length < 2 || !BundleDigest.of(bundle).equals(digest)) {
            return new PreparedBundle.Refused(List.of("'" + name[0] + "' is no recipe of this world"));
        }
        int number = Integer.parseInt(name[1]);
        Build build = new Build(found.get());
        int stateVersion = build.ownStateVersion() + number % 2;
        return new PreparedBundle.Ready(name[0], "1." + number + ".0", stateVersion, 1, "simulation", build);
    }

    @Override
    public void release(BundleDigest digest) {}

    @Override
    public void releaseAllBut(Set<BundleDigest> kept) {}

    @Override
    public Meter meter() {
        return Meter.unlimited();
    }

    @Override
    public void close() {}
}
