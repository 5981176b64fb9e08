package io.quorate.benchmarks.product;

import io.quorate.benchmarks.recipe.BenchRecipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs the recipe of the load from the class path. */
final class RecipeBundle {
    private RecipeBundle() {}

    static byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest())) {
            for (Class<?> type : List.of(BenchRecipe.class, BenchRecipe.Put.class, BenchRecipe.Done.class)) {
                String path = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(path));
                try (InputStream content = RecipeBundle.class.getResourceAsStream("/" + path)) {
                    Objects.requireNonNull(content, path).transferTo(jar);
                }
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.quorate.benchmarks.recipe");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", "io.quorate.recipe");
        main.putValue(
                "Provide-Capability",
                "io.quorate.recipe;recipe=" + BenchRecipe.NAME + ";class=\"" + BenchRecipe.class.getName()
                        + "\";stateVersion:Long=1;contract:Long=" + BenchRecipe.CONTRACT);
        return manifest;
    }
}
