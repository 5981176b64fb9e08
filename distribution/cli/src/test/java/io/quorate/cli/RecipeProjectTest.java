package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeProjectTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path scratch;

    @Test
    void writesAProjectOfItsOwn() throws IOException {
        Path directory = scratch.resolve("deep/er");
        assertEquals(0, create("visit-counter2", "--package", "org.example.visits", directory), this::err);
        Path recipe = directory.resolve("src/main/java/org/example/visits/VisitCounter2Recipe.java");
        assertTrue(Files.readString(recipe).startsWith("package org.example.visits;\n"));
        assertTrue(Files.readString(recipe).contains("@RecipeType(name = \"visit-counter2\")"));
        assertTrue(Files.isExecutable(directory.resolve("mvnw")));
        assertTrue(Files.exists(directory.resolve(".mvn/wrapper/maven-wrapper.properties")));
        assertTrue(Files.exists(directory.resolve(".gitignore")));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                assertFalse(Pattern.compile("@[A-Z]+@").matcher(text).find(), file + ": " + text);
            }
        }
        assertTrue(err().contains("docs/write-a-recipe.md"), err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Counter; com.example; allowed are 1 to 32 characters of a-z 0-9 -, first a letter",
                "a23456789012345678901234567890123; com.example; allowed are 1 to 32 characters",
                "7up; com.example; first a letter",
                "bundle; com.example; is a command of this program",
                "counter; com.Example; allowed are words of a-z 0-9 _",
                "counter; com.new; allowed are words of a-z 0-9 _",
                "counter; com/example; allowed are words of a-z 0-9 _",
                "counter; java.counting; belongs to others",
                "counter; io.quorate.recipe; belongs to others"
            })
    void refusesNamesWithWhatIsAllowed(String name, String javaPackage, String part) {
        Path directory = scratch.resolve("new");
        assertEquals(ExitCode.USAGE.number(), create(name, "--package", javaPackage, directory));
        assertTrue(err().contains(part), err());
        assertFalse(Files.exists(directory));
    }

    @Test
    void leavesADirectoryAloneThatIsNotEmpty() throws IOException {
        Path mine = Files.writeString(scratch.resolve("mine.txt"), "mine");
        assertEquals(ExitCode.CONFLICT.number(), create("counter", "--package", "com.example", scratch));
        assertTrue(err().contains("is not empty"), err());
        try (Stream<Path> files = Files.list(scratch)) {
            assertEquals(List.of(mine), files.toList());
        }
    }

    /** A newer plugin or library of the build is taken into new projects too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "maven-clean-plugin",
                "maven-install-plugin",
                "maven-resources-plugin",
                "maven-compiler-plugin",
                "maven-surefire-plugin",
                "bnd-maven-plugin",
                "junit-jupiter"
            })
    void takesTheVersionsOfThisBuild(String artifact) throws IOException {
        Path directory = scratch.resolve("new");
        create("counter", "--package", "com.example", directory);
        String build = Files.readString(Path.of("../../pom.xml"));
        String wanted = artifact.equals("junit-jupiter")
                ? found("<junit.version>(.*)</junit.version>", build)
                : version(artifact, build);
        assertEquals(wanted, version(artifact, Files.readString(directory.resolve("pom.xml"))));
    }

    private static String version(String artifact, String pom) {
        return found("<artifactId>" + artifact + "</artifactId>\\s+<version>(.*)</version>", pom);
    }

    private static String found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .findFirst()
                .orElseThrow();
    }

    private int create(String name, String option, String javaPackage, Path directory) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return new Cli(console, Map.of())
                .run(List.of("recipe", "new", name, option, javaPackage, "--directory", directory.toString()));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
