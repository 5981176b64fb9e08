package io.quorate.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first lock of the README in a project of a user's own, with the test that {@code docs/test-cluster.md} has for it. */
class UserProjectIT {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>quorate-(?!bom)(.*?)</artifactId>");
    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    private Path scratch;

    @Test
    void isBuiltAndTestedFromWhatWasInstalled() throws Exception {
        InstalledArtifacts installed = InstalledArtifacts.in(scratch.resolve("repository"));
        Path project = scratch.resolve("nightly");
        for (Page.Block block : Page.read(ROOT.resolve("docs/test-cluster.md")).blocks()) {
            write(project.resolve(block.file()), block.content());
        }
        write(project.resolve("src/main/java/Nightly.java"), firstLock());
        String said = maven(project, installed, "test");
        assertTrue(said.contains("Tests run: 5, Failures: 0, Errors: 0, Skipped: 0"), said);
    }

    private static String firstLock() throws IOException {
        Matcher java = JAVA.matcher(Files.readString(ROOT.resolve("README.md")));
        assertTrue(java.find(), "the README begins with a lock");
        return java.group(1);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private String maven(Path project, InstalledArtifacts installed, String goal) throws Exception {
        Path output = scratch.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("mvnw").toString(), goal)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("MAVEN_ARGS", installed.mavenArguments());
        Process maven = builder.start();
        try {
            assertTrue(maven.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> goal + " has no end");
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
        String said = Files.readString(output);
        assertEquals(0, maven.exitValue(), said);
        return said;
    }

    /** Whatever a user's build may come across; the simulator is our own. */
    @Test
    void theVersionsOfAllThatUsersNeedAreInOnePlace() throws IOException {
        Set<String> expected = new TreeSet<>(names("modules", ""));
        expected.remove("simulation");
        expected.addAll(names("recipes", "recipe-"));
        Set<String> managed = new TreeSet<>();
        Matcher artifact = ARTIFACT.matcher(Files.readString(ROOT.resolve("distribution/bom/pom.xml")));
        while (artifact.find()) {
            managed.add(artifact.group(1));
        }
        assertEquals(expected, managed);
    }

    private static Set<String> names(String directory, String prefix) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT.resolve(directory))) {
            Set<String> names = new TreeSet<>();
            modules.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .forEach(module -> names.add(prefix + module.getFileName()));
            return names;
        }
    }
}
