package io.quorate.benchmarks.product;

import io.quorate.recipe.Recipe;
import io.quorate.runtime.BundleCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shipped bundle, as the class path has it. */
public final class ShippedBundle {
    private ShippedBundle() {}

    /** The jar of the build that has this class. */
    public static byte[] bytes(Class<? extends Recipe> recipe) throws IOException {
        return Files.readAllBytes(jar(recipe));
    }

    /** The same code as another build. */
    static byte[] bytes(Class<? extends Recipe> recipe, String version) throws IOException {
        return BundleCopy.withVersion(bytes(recipe), version);
    }

    private static Path jar(Class<? extends Recipe> recipe) throws IOException {
        Path jar = Path.of(
                recipe.getProtectionDomain().getCodeSource().getLocation().getPath());
        if (!Files.isRegularFile(jar)) {
            throw new IOException(jar + " is no bundle: start this with benchmarks/run");
        }
        return jar;
    }
}
