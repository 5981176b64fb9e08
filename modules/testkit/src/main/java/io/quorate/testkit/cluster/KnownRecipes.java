package io.quorate.testkit.cluster;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.RecipeType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recipes of a test cluster, as ordinary classes, and the bytes that stand for their bundles in its log. */
final class KnownRecipes {
    /** One of the capabilities that a bundle provides: that of a recipe, whose attributes may be quoted. */
    private static final Pattern RECIPE =
            Pattern.compile("(?:^|,)\\s*io\\.quorate\\.recipe\\s*;(?:[^,\"]|\"[^\"]*\")*?class\\s*=\\s*\"?([\\w.$]+)");

    private final Map<String, Class<? extends Recipe>> byName = new LinkedHashMap<>();

    private KnownRecipes(Collection<Class<? extends Recipe>> recipes) {
        for (Class<? extends Recipe> recipe : recipes) {
            Class<? extends Recipe> other = byName.put(type(recipe).name(), recipe);
            if (other != null && !other.equals(recipe)) {
                throw new IllegalArgumentException(other.getName() + " and " + recipe.getName() + " are both called '"
                        + type(recipe).name() + "'");
            }
            make(recipe);
        }
    }

    static KnownRecipes of(Collection<Class<? extends Recipe>> recipes) {
        return new KnownRecipes(recipes);
    }

    /** Of all bundles on the class path of this thread. */
    static List<Class<? extends Recipe>> onTheClassPath() {
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
        List<Class<? extends Recipe>> found = new ArrayList<>();
        try {
            for (URL manifest : Collections.list(loader.getResources(JarFile.MANIFEST_NAME))) {
                Matcher recipe = RECIPE.matcher(capabilities(manifest.toURI()));
                while (recipe.find()) {
                    found.add(loader.loadClass(recipe.group(1)).asSubclass(Recipe.class));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IllegalArgumentException("a bundle on the class path cannot be read: " + e.getMessage(), e);
        }
    }

    private static String capabilities(URI manifest) throws IOException {
        Optional<Manifest> found = Optional.empty();
        if (manifest.getScheme().equals("jar")) {
            String jar = manifest.getSchemeSpecificPart().replaceFirst("!/.*", "");
            try (JarFile file = new JarFile(Path.of(URI.create(jar)).toFile())) {
                found = Optional.ofNullable(file.getManifest());
            }
        } else if (manifest.getScheme().equals("file")) {
            try (InputStream stream = Files.newInputStream(Path.of(manifest))) {
                found = Optional.of(new Manifest(stream));
            }
        }
        return found.map(known -> known.getMainAttributes().getValue("Provide-Capability"))
                .orElse("");
    }

    static RecipeType type(Class<? extends Recipe> recipe) {
        return Optional.ofNullable(recipe.getAnnotation(RecipeType.class))
                .orElseThrow(() -> new IllegalArgumentException(
                        recipe.getName() + " has no name: annotate it with @RecipeType(name = \"...\")"));
    }

    /** Each node has an object of its own, and after a restart another one. */
    static Recipe make(Class<? extends Recipe> recipe) {
        try {
            Constructor<? extends Recipe> constructor = recipe.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    recipe.getName() + " needs a constructor without arguments that does not fail", e);
        }
    }

    /** What stands for each of them. */
    List<byte[]> bundles() {
        return byName.keySet().stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    Optional<Class<? extends Recipe>> find(byte[] bundle) {
        return Optional.ofNullable(byName.get(new String(bundle, StandardCharsets.UTF_8)));
    }
}
