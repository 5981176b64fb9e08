package io.quorate.benchmarks.product;

import io.quorate.recipe.lock.LockRecipe;
import io.quorate.runtime.BundleCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bundle of the lock, as the class path has it. */
public final class LockBundle {
    private LockBundle() {}

    /** The jar of the build. */
    public static byte[] bytes() throws IOException {
        return Files.readAllBytes(jar());
    }

    /** The same code as another build. */
    static byte[] bytes(String version) throws IOException {
        return BundleCopy.withVersion(bytes(), version);
    }

    private static Path jar() throws IOException {
        Path jar = Path.of(LockRecipe.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        if (!Files.isRegularFile(jar)) {
            throw new IOException(jar + " is no bundle: start this with benchmarks/run");
        }
        return jar;
    }
}
