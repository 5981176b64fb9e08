package io.quorate.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The jars of a directory, and which of them are new. Asks again and again instead of being told: what tells of changes differs
 * between systems, and is silent on mounted directories. For one thread.
 */
final class WatchedJars {
    /** What builds put beside a bundle. */
    private static final Set<String> BESIDE = Set.of("-sources.jar", "-javadoc.jar", "-tests.jar");

    private final Path directory;
    private Map<Path, Seen> last = Map.of();
    private final Map<Path, Seen> told = new TreeMap<>();

    private record Seen(FileTime modified, long size) {}

    private WatchedJars(Path directory) {
        this.directory = directory;
    }

    /**
     * In a directory with a {@code pom.xml}, the jars of its {@code target}, which need not be there yet; else its own.
     *
     * @throws Failure when it is no directory
     */
    static WatchedJars of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new Failure(ExitCode.USAGE, directory + " is no directory");
        }
        return new WatchedJars(Files.exists(directory.resolve("pom.xml")) ? directory.resolve("target") : directory);
    }

    /** Where the jars are. */
    Path directory() {
        return directory;
    }

    /** Those that appeared or changed and that are as they were a call ago, so that nobody writes them still; oldest first. */
    List<Path> settled() {
        Map<Path, Seen> now = look();
        List<Path> settled = now.entrySet().stream()
                .filter(jar -> jar.getValue().equals(last.get(jar.getKey())))
                .filter(jar -> !jar.getValue().equals(told.get(jar.getKey())))
                .sorted(Comparator.comparing(jar -> jar.getValue().modified()))
                .map(Map.Entry::getKey)
                .toList();
        last = now;
        told.keySet().retainAll(now.keySet());
        settled.forEach(jar -> told.put(jar, now.get(jar)));
        return settled;
    }

    /** None while the directory is away, as it is when a build cleans up. */
    private Map<Path, Seen> look() {
        Map<Path, Seen> seen = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, WatchedJars::isBundle)) {
            for (Path file : files) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                seen.put(file, new Seen(attributes.lastModifiedTime(), attributes.size()));
            }
        } catch (IOException | DirectoryIteratorException changing) {
            return Map.of();
        }
        return seen;
    }

    private static boolean isBundle(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".jar") && BESIDE.stream().noneMatch(name::endsWith);
    }
}
