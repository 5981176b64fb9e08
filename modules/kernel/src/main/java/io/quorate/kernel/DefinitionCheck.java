package io.quorate.kernel;

import io.quorate.kernel.apply.DefinitionReader;
import java.util.Optional;

/** Reads the definition of a recipe that is ready otherwise. */
public final class DefinitionCheck {
    private DefinitionCheck() {}

    /**
     * Runs the recipe's own definition.
     *
     * @param meter of the host that made the recipe
     * @return what is wrong with it; empty when a node could run it
     */
    public static Optional<String> problem(PreparedBundle.Ready recipe, Meter meter) {
        try {
            DefinitionReader.read(recipe, meter);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(describe(wrong));
        }
    }

    /** What to tell of a definition that {@link DefinitionReader#read} refused. */
    public static String describe(IllegalArgumentException wrong) {
        return "its definition is wrong: " + wrong.getMessage();
    }
}
