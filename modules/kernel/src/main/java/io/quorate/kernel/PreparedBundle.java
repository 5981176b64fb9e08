package io.quorate.kernel;

import io.quorate.recipe.Recipe;
import java.util.List;

/** Verdict on a bundle. */
public sealed interface PreparedBundle {
    /**
     * Fit to run.
     *
     * @param name of the recipe
     * @param version of the bundle, as {@code major.minor.micro[.qualifier]}
     * @param fingerprint of the code that this host made of the bundle and of how it counts steps: equal on nodes that come to the
     *     same results
     */
    record Ready(String name, String version, int stateVersion, int contract, String fingerprint, Recipe recipe)
            implements PreparedBundle {}

    /** Not fit; each reason names class, method and line, or the header, and what to do. Never empty. */
    record Refused(List<String> reasons) implements PreparedBundle {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
