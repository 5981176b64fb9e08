package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The program knows recipes from servers alone; only the demonstration tells a story of one. */
class NoRecipeNamedTest {
    private static final Path CLASSES = Path.of("target", "classes", "io", "quorate", "cli");
    private static final Path RECIPES = Path.of("..", "..", "recipes");

    @Test
    void noClassNamesARecipe() throws IOException {
        List<String> recipes = names();
        assertFalse(recipes.isEmpty());
        List<String> found = new ArrayList<>();
        for (Path file : classes()) {
            String constants = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (String recipe : recipes) {
                // A text constant of a class file: tag 1, length in two bytes, text.
                String constant = "\1\0" + (char) recipe.length() + recipe;
                if (constants.contains(constant) || constants.contains("io/quorate/recipe/" + recipe)) {
                    found.add(file.getFileName() + " names " + recipe);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> directories = Files.list(RECIPES)) {
            return directories
                    .filter(Files::isDirectory)
                    .map(directory -> directory.getFileName().toString())
                    .toList();
        }
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.startsWith(CLASSES.resolve("demo")))
                    .toList();
        }
    }
}
