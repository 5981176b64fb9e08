package io.quorate.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code ./mvnw install} would put into the local repository, in a directory that goes away. */
final class InstalledArtifacts {
    private static final Path ROOT = Path.of("../..");

    /** Where the build found everything else; set by the build. */
    private static final String LOCAL_REPOSITORY = "quorate.local-repository";

    private final Path repository;

    private InstalledArtifacts(Path repository) {
        this.repository = repository;
    }

    static InstalledArtifacts in(Path repository) throws IOException {
        InstalledArtifacts installed = new InstalledArtifacts(repository);
        installed.install(ROOT, "quorate-parent");
        installed.install(ROOT.resolve("distribution/bom"), "quorate-bom");
        installed.installAll(ROOT.resolve("modules"), "quorate-");
        installed.installAll(ROOT.resolve("recipes"), "quorate-recipe-");
        return installed;
    }

    private void installAll(Path directory, String prefix) throws IOException {
        try (Stream<Path> modules = Files.list(directory)) {
            for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml")))
                    .toList()) {
                install(module, prefix + module.getFileName());
            }
        }
    }

    /** A Maven that finds these artifacts, and asks no network. */
    String mavenArguments() {
        return "-B -o -Dmaven.repo.local=" + repository + " -Dmaven.repo.local.tail="
                + System.getProperty(LOCAL_REPOSITORY);
    }

    private void install(Path module, String artifact) throws IOException {
        Path pom = module.resolve("pom.xml");
        String version = version(Files.readString(pom));
        String name = artifact + "-" + version;
        Path directory = Files.createDirectories(
                repository.resolve("io/quorate").resolve(artifact).resolve(version));
        Files.copy(pom, directory.resolve(name + ".pom"));
        Path jar = module.resolve("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, directory.resolve(name + ".jar"));
        }
    }

    /** The first one in a pom is its own or its parent's, which are the same. */
    private static String version(String pom) {
        Matcher version = Pattern.compile("<version>(.*)</version>").matcher(pom);
        if (!version.find()) {
            throw new IllegalStateException("a pom without a version");
        }
        return version.group(1);
    }
}
