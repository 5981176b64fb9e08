package io.quorate.benchmarks.product;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs a recipe of this module from the class path, with its records. */
final class RecipeBundle {
    private RecipeBundle() {}

    static byte[] bytes(Class<? extends Recipe> recipe) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest(recipe))) {
            for (Class<?> type : recipe.getNestMembers()) {
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

    private static Manifest manifest(Class<? extends Recipe> recipe) {
        RecipeType type = Objects.requireNonNull(recipe.getAnnotation(RecipeType.class), recipe.getName());
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "io.quorate.benchmarks." + type.name());
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", "io.quorate.recipe");
        main.putValue(
                "Provide-Capability",
                "io.quorate.recipe;recipe=" + type.name() + ";class=\"" + recipe.getName()
                        + "\";stateVersion:Long=1;contract:Long=" + type.contract());
        return manifest;
    }
}
