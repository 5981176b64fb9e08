package io.quorate.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.client.QuorateException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles in a world, and what is said of unfit ones. */
class BundleWorldTest {
    @TempDir
    private Path directory;

    @Test
    void runsABundleAsAServerDoes() throws IOException {
        Path jar = bundle("gate", "1.0.0", GateRecipe.class);
        assertEquals(List.of(), BundleRules.verify(jar));
        try (RecipeWorld world = RecipeWorld.ofBundle(jar)) {
            TestClient client = world.client("a");
            Reply<GateRecipe.Entered> entered =
                    client.call("gate", "enter", new GateRecipe.Enter(1_000), GateRecipe.Entered.class);
            long metered = world.steps();
            assertEquals(entered.revision(), entered.reply().token().revision());
            world.deploy(bundle("gate", "1.1.0", GateRecipe.class));
            world.restart();
            GateRecipe.Left left = client.call(
                            "gate",
                            "leave",
                            new GateRecipe.Leave(entered.reply().token()),
                            GateRecipe.Left.class)
                    .reply();
            assertEquals(new GateRecipe.Left(), left);
            assertTrue(metered > 10, "more than what was read and written is counted: " + metered);
        }
    }

    @Test
    void namesClassMethodLineAndWhatToUseInstead() throws IOException {
        Path jar = bundle("counter", "1.0.0", BrokenRecipes.KeepsAStaticCounter.class);
        List<String> problems = BundleRules.verify(jar);
        assertTrue(
                problems.stream()
                        .anyMatch(problem -> problem.contains("KeepsAStaticCounter") && problem.contains("counted")),
                problems::toString);
        AssertionError unfit = assertThrows(AssertionError.class, () -> BundleRules.requireFit(jar));
        assertTrue(unfit.getMessage().contains(problems.get(0)), unfit::getMessage);
        QuorateException refused = assertThrows(QuorateException.class, () -> RecipeWorld.ofBundle(jar));
        assertEquals("BUNDLE_REFUSED", refused.code());
        assertTrue(refused.getMessage().contains(problems.get(0)), refused::getMessage);
    }

    /** The class and those nested in it, or beside it in the same outer class. */
    private Path bundle(String recipe, String version, Class<?> main) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "test." + recipe);
        headers.putValue("Bundle-Version", version);
        headers.putValue("Import-Package", "io.quorate.recipe,io.quorate.codec");
        headers.putValue(
                "Provide-Capability",
                "io.quorate.recipe;recipe=" + recipe + ";class=\"" + main.getName()
                        + "\";stateVersion:Long=1;contract:Long=1");
        Path jar = directory.resolve(recipe + "-" + version + ".jar");
        Class<?> outer = main.getNestHost();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> member : outer.getNestMembers()) {
                String path = member.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(path));
                try (InputStream in = Objects.requireNonNull(member.getResourceAsStream("/" + path))) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return jar;
    }
}
