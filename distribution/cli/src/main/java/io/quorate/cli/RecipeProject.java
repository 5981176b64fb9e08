package io.quorate.cli;

import io.quorate.runtime.RecipeHeader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A Maven project with one small recipe, for an author to begin with.
 *
 * @param name of the recipe
 * @param javaPackage of its class
 * @param quorate version of Quorate that it is written against
 */
record RecipeProject(String name, String javaPackage, String quorate) {
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
    private static final Set<String> TAKEN_PACKAGES = Set.of("java", "javax", "io.quorate");

    /**
     * Refuses names that a server or this program could not use.
     *
     * @param taken names of commands and shipped recipes
     * @throws Failure with what is allowed
     */
    void requireUsable(Set<String> taken) {
        if (!RecipeHeader.isName(name)) {
            throw new Failure(
                    ExitCode.USAGE, "'" + name + "' is no name of a recipe; allowed are " + RecipeHeader.ALLOWED_NAMES);
        }
        if (taken.contains(name)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + name + "' is a command of this program or a shipped recipe; take another name");
        }
        if (!PACKAGE.matcher(javaPackage).matches() || !SourceVersion.isName(javaPackage, SourceVersion.RELEASE_17)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + javaPackage
                            + "' is no package; allowed are words of a-z 0-9 _ with dots between them, such as"
                            + " org.example.counting");
        }
        if (TAKEN_PACKAGES.stream().anyMatch(root -> (javaPackage + ".").startsWith(root + "."))) {
            throw new Failure(ExitCode.USAGE, "package '" + javaPackage + "' belongs to others; take one of your own");
        }
    }

    /**
     * Writes all files, or none.
     *
     * @param directory empty, or not there yet
     * @return paths of the files in it
     */
    List<String> write(Path directory) {
        requireEmpty(directory);
        Map<String, String> files = files();
        try {
            Files.createDirectories(directory);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.writeString(path, file.getValue());
            }
            if (!directory.resolve("mvnw").toFile().setExecutable(true, false)) {
                throw new IOException("mvnw cannot be made executable");
            }
            return List.copyOf(files.keySet());
        } catch (IOException failure) {
            new TemporaryDirectory(directory).close();
            throw new Failure(ExitCode.FAILURE, "cannot write into " + directory + ": " + failure, failure);
        }
    }

    private static void requireEmpty(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                throw new Failure(
                        ExitCode.CONFLICT, directory + " is not empty; name another directory with --directory");
            }
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.USAGE, directory + " is no directory that can be read", unreadable);
        }
    }

    private Map<String, String> files() {
        String sources = "java/" + javaPackage.replace('.', '/') + "/" + className();
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", filled("README.md"));
        files.put("pom.xml", filled("pom.xml"));
        files.put("src/main/" + sources + ".java", filled("Recipe.java"));
        files.put("src/test/" + sources + "Test.java", filled("RecipeTest.java"));
        files.put(".gitignore", filled("gitignore"));
        files.put("mvnw", resource("mvnw"));
        files.put("mvnw.cmd", resource("mvnw.cmd"));
        files.put(".mvn/wrapper/maven-wrapper.properties", resource("maven-wrapper.properties"));
        return files;
    }

    /** What to do with it, for people. */
    String nextSteps(Path directory, String documentation) {
        return filled("next-steps.txt")
                .replace("@DIRECTORY@", directory.toString())
                .replace("@DOCUMENTATION@", documentation);
    }

    private String filled(String template) {
        return resource(template)
                .replace("@NAME@", name)
                .replace("@PACKAGE@", javaPackage)
                .replace("@CLASS@", className())
                .replace("@VERSION@", quorate);
    }

    /** Of {@code my-counter} it is {@code MyCounterRecipe}. */
    private String className() {
        StringBuilder words = new StringBuilder();
        for (String word : name.split("-", -1)) {
            if (!word.isEmpty()) {
                words.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
            }
        }
        return words.append("Recipe").toString();
    }

    private static String resource(String name) {
        try (InputStream text = RecipeProject.class.getResourceAsStream("project/" + name)) {
            return new String(Objects.requireNonNull(text, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
