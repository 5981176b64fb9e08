package io.quorate.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a JDK beside the one that runs the tests. */
final class OtherJdk {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    private OtherJdk() {}

    /** Directory of a JDK of this feature release, as {@code JAVA_25_HOME} says, or installed where packages put it. */
    static Optional<Path> home(int feature) throws IOException {
        String given = System.getenv("JAVA_" + feature + "_HOME");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(INSTALLED)) {
            return homes.filter(home -> isOf(home, feature)).sorted().findFirst();
        }
    }

    private static boolean isOf(Path home, int feature) {
        try {
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + feature);
        } catch (IOException e) {
            return false;
        }
    }
}
