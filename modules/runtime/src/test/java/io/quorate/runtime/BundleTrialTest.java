package io.quorate.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTrialTest {
    @TempDir
    private Path cache;

    @Test
    void findsARecordThatCannotBeCarried() {
        byte[] jar = defining("recipe.command(\"take\", Take.class, Taken.class, (context, request) ->"
                + " Outcome.reply(new Taken(1)));");
        assertEquals(List.of(), BundleVerifier.verify(jar).violations());
        List<String> problems = problems(jar);
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("its definition is wrong: "), problems.toString());
        assertTrue(problems.get(0).contains("what"), problems.toString());
    }

    @Test
    void findsNothingWrongWithAFitBundle() {
        assertEquals(List.of(), problems(defining("recipe.describedAs(\"Does nothing\");")));
    }

    @Test
    void tellsWhatTheVerifierTells() {
        byte[] jar = TestBundle.recipe(
                        "static long now() { return System.nanoTime(); }" + " static final long BEGUN = now();")
                .jar();
        assertEquals(BundleVerifier.verify(jar).violations(), problems(jar));
    }

    private List<String> problems(byte[] jar) {
        try (FelixRecipeHost host = new FelixRecipeHost(cache)) {
            return BundleTrial.problems(jar, host);
        }
    }

    private static byte[] defining(String body) {
        return TestBundle.empty()
                .source(
                        "acme.GpuRecipe",
                        "package acme; import io.quorate.recipe.*; public class GpuRecipe implements Recipe {"
                                + " public record Take(Object what) {} public record Taken(long count) {}"
                                + " public void define(RecipeDefinition recipe) { " + body + " } }")
                .jar();
    }
}
