package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {
    @TempDir
    private Path home;

    @Test
    void findsShippedRecipesByName() throws IOException {
        Path recipes = Files.createDirectory(home.resolve("recipes"));
        Path ring = Files.createFile(recipes.resolve("quorate-recipe-hash-ring-0.1.0-SNAPSHOT.jar"));
        Path plain = Files.createFile(recipes.resolve("semaphore.jar"));
        Files.createFile(recipes.resolve("README.md"));
        Distribution distribution = new Distribution(home);
        assertEquals(List.of("hash-ring", "semaphore"), distribution.recipeNames());
        assertEquals(Optional.of(ring), distribution.recipe("hash-ring"));
        assertEquals(Optional.of(plain), distribution.recipe("semaphore"));
        assertEquals(Optional.empty(), distribution.recipe("hash"));
    }

    @Test
    void hasNoRecipesWithoutTheirDirectory() {
        assertEquals(List.of(), new Distribution(home).recipes());
    }
}
