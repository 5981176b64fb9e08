package io.quorate.benchmarks.weaving;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Meter;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.RecipeHost;
import io.quorate.recipe.lock.LockRecipe;
import io.quorate.recipe.lock.api.LockContract;
import java.util.Set;
import java.util.function.Consumer;

/** Runs the lock as javac made it, and counts nothing. */
final class PlainHost implements RecipeHost {
    @Override
    public void prepare(BundleDigest digest, byte[] bundle, Consumer<PreparedBundle> completion) {
        completion.accept(new PreparedBundle.Ready(
                LockContract.RECIPE,
                "1.0.0",
                LockRecipe.STATE_VERSION,
                LockContract.VERSION,
                "plain",
                new LockRecipe()));
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
