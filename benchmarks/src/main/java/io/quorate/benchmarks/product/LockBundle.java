package io.quorate.benchmarks.product;

import io.quorate.recipe.lock.LockRecipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The bundle of the lock, as the class path has it. */
public final class LockBundle {
    private LockBundle() {}

    /** The jar of the build. */
    public static byte[] bytes() throws IOException {
        return Files.readAllBytes(jar());
    }

    /** The same code as another build. */
    static byte[] bytes(String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile from = new JarFile(jar().toFile())) {
            Manifest manifest = from.getManifest();
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            try (JarOutputStream to = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry : from.stream()
                        .filter(each -> !each.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    to.putNextEntry(new JarEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(to);
                }
            }
        }
        return bytes.toByteArray();
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
