package io.quorate.cli;

import io.quorate.kernel.BundleDigest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The unpacked archive that this program runs from. */
public record Distribution(Path home) {
    private static final String RECIPE_PREFIX = "quorate-recipe-";
    private static final String JAR = ".jar";

    /** Where the start script says; empty when the program was started in another way. */
    public static Optional<Distribution> present() {
        return Optional.ofNullable(System.getProperty("quorate.home"))
                .map(Path::of)
                .map(Distribution::new);
    }

    /**
     * For what works only in an unpacked archive.
     *
     * @throws Failure when this is none
     */
    public static Distribution required() {
        return present()
                .orElseThrow(() -> new Failure(
                        ExitCode.FAILURE, "this command needs the distribution: start it with its bin/quorate"));
    }

    /** The program that starts any command. */
    public Path program() {
        return home.resolve("bin").resolve("quorate");
    }

    /** The shipped bundle of this recipe. */
    public Optional<Path> recipe(String name) {
        return recipes().stream().filter(file -> recipeName(file).equals(name)).findFirst();
    }

    /** Bundles of all shipped recipes, by name. */
    public List<Path> recipes() {
        Path directory = home.resolve("recipes");
        List<Path> bundles = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + JAR)) {
                files.forEach(bundles::add);
            } catch (IOException unreadable) {
                throw new Failure(ExitCode.FAILURE, "cannot read " + directory + ": " + unreadable, unreadable);
            }
        }
        return bundles.stream().sorted().toList();
    }

    /** Names of all shipped recipes. */
    public List<String> recipeNames() {
        return recipes().stream().map(Distribution::recipeName).toList();
    }

    /** Where the digests of the shipped bundles stand. */
    public Path digestsFile() {
        return home.resolve("recipes").resolve("DIGESTS");
    }

    /** Of all shipped bundles; none when the file is not there. */
    public List<BundleDigest> digests() {
        return Files.exists(digestsFile()) ? DigestsFile.read(digestsFile()) : List.of();
    }

    private static String recipeName(Path bundle) {
        String file = String.valueOf(bundle.getFileName());
        String name = file.substring(0, file.length() - JAR.length());
        // quorate-recipe-lock-1.2.3 and lock are both the recipe lock.
        return Stream.of(name)
                .map(text -> text.startsWith(RECIPE_PREFIX) ? text.substring(RECIPE_PREFIX.length()) : text)
                .map(text -> text.replaceFirst("-\\d.*", ""))
                .findFirst()
                .orElseThrow();
    }
}
