package io.quorate.itests;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.runtime.BundleCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The distribution as the build assembled it. */
public final class Shipped {
    /** Servers that live for seconds: what the compiler would make of them costs more than it brings. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    /** Of {@code archive-classes.sh}. */
    private static final String ARCHIVE =
            "-XX:SharedArchiveFile=" + Path.of("target", "classes.jsa").toAbsolutePath();

    private Shipped() {}

    /** Home of the unpacked distribution. */
    public static Path home() throws IOException {
        Path target = Path.of("..", "assembly", "target");
        try (Stream<Path> found = Files.list(target)) {
            return found.filter(path -> path.getFileName().toString().startsWith("quorate-"))
                    .filter(Files::isDirectory)
                    .flatMap(Shipped::homeIn)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no distribution in " + target.toAbsolutePath()))
                    .toRealPath();
        }
    }

    private static Stream<Path> homeIn(Path directory) {
        try (Stream<Path> inner = Files.list(directory)) {
            return Stream.concat(Stream.of(directory), inner.toList().stream())
                    .filter(path -> Files.isRegularFile(path.resolve("bin").resolve("quorate")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The lock as a file. */
    public static Path lockBundle() throws IOException {
        return bundle("lock");
    }

    /** A shipped recipe as a file. */
    public static Path bundle(String recipe) throws IOException {
        return bundles().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("quorate-recipe-" + recipe + "-"))
                .findFirst()
                .orElseThrow();
    }

    /** All shipped recipes as files. */
    static List<Path> bundles() throws IOException {
        try (Stream<Path> bundles = Files.list(home().resolve("recipes"))) {
            return bundles.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    /** Deploys the lock to a server that has no recipes yet. */
    static void deployLock(String endpoint) throws IOException {
        deploy(endpoint, "lock");
    }

    static void deploy(String endpoint, String... recipes) throws IOException {
        try (QuorateClient client = Quorate.connect(endpoint)) {
            for (String recipe : recipes) {
                Await.result(client.system().deployBundle(Files.readAllBytes(bundle(recipe)), Duration.ofMinutes(1)));
            }
        }
    }

    /** The same code under another version. */
    public static Path lockBundle(Path scratch, String version) throws IOException {
        return Files.write(
                Files.createTempFile(scratch, "bundle", ".jar"),
                BundleCopy.withVersion(Files.readAllBytes(lockBundle()), version));
    }

    /** What a command printed and how it ended. */
    public record Ended(int code, String out, String err) {}

    static ProcessBuilder command(String... arguments) throws IOException {
        return command("", List.of(arguments));
    }

    /** @param javaOptions for the virtual machine */
    static ProcessBuilder command(String javaOptions, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home().resolve("bin/quorate").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("QUORATE_JAVA_OPTS", ARCHIVE + " " + javaOptions);
        return builder;
    }

    /** Runs a command to its end. */
    public static Ended run(Path scratch, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(scratch, "out", ".txt");
        Path err = Files.createTempFile(scratch, "err", ".txt");
        Process process = command(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("'" + String.join(" ", arguments) + "' did not end");
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
