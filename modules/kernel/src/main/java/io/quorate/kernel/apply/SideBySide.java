package io.quorate.kernel.apply;

import java.util.Optional;

/** Where another version of a recipe is run beside the active one while there is one to compare with. */
final class SideBySide {
    private Optional<Comparison> comparison = Optional.empty();

    void begin(Comparison with) {
        comparison = Optional.of(with);
    }

    void end() {
        comparison = Optional.empty();
    }

    /** What compares whatever comes to instances of this recipe now; mostly nothing does. */
    Optional<Comparison> with(String recipe) {
        return comparison.isEmpty()
                ? comparison
                : comparison.filter(under -> !under.isOver() && under.concerns(recipe));
    }
}
