package io.quorate.cli;

import io.quorate.kernel.BundleDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A list of bundles' digests, as {@code sha256sum} writes and checks it: digest, two spaces and a name on each line. */
final class DigestsFile {
    private DigestsFile() {}

    static List<BundleDigest> read(Path file) {
        List<BundleDigest> digests = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank()) {
                digests.add(digest(file, number, line));
            }
        }
        return digests;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    private static BundleDigest digest(Path file, int number, String line) {
        try {
            return new BundleDigest(line.strip().split("\\s+", 2)[0]);
        } catch (IllegalArgumentException wrong) {
            throw new Failure(
                    ExitCode.USAGE,
                    file + ":" + number + ": " + wrong.getMessage()
                            + "; `sha256sum BUNDLE... > FILE` writes such a file",
                    wrong);
        }
    }
}
