package io.quorate.runtime;

import java.util.List;
import java.util.Optional;

/**
 * What a look at a bundle's bytes found.
 *
 * @param header empty when the bytes are no bundle with one recipe
 * @param violations each with class, method and line, or the header, and what to do; empty when the bundle may be deployed
 */
public record BundleReport(Optional<RecipeHeader> header, List<String> violations) {
    public BundleReport {
        violations = List.copyOf(violations);
    }

    /** Whether a server takes the bundle, as far as its bytes tell. */
    public boolean isFit() {
        return violations.isEmpty();
    }
}
