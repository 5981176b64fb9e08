package io.quorate.testkit;

import io.quorate.runtime.BundleTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What servers, and {@code quorate bundle verify}, hold bundles to: the same code does it. */
public final class BundleRules {
    private BundleRules() {}

    /**
     * Looks at a bundle, makes its recipe and reads its definition.
     *
     * @return what is wrong, each with class, method and line, or the header, and what to use instead; empty when a server takes
     *     it
     */
    public static List<String> verify(Path jar) {
        try (BundleHost host = new BundleHost()) {
            return BundleTrial.problems(Files.readAllBytes(jar), host);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fails the test with all that is wrong.
     *
     * @throws AssertionError unless a server takes the bundle
     */
    public static void requireFit(Path jar) {
        List<String> problems = verify(jar);
        if (!problems.isEmpty()) {
            throw new AssertionError(jar + " breaks the rules of recipe code:\n  " + String.join("\n  ", problems));
        }
    }
}
