package io.quorate.kernel.apply;

import io.quorate.kernel.Address;
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

    /** Runs it for good, and answers what that answered. */
    Optional<RecipeRunner.Execution> run(
            RecipeRunner active, Step step, Address address, String what, Comparison.Operation operation) {
        Optional<Comparison> concerned =
                comparison.filter(under -> !under.isOver() && under.concerns(address.recipe()));
        return concerned.isPresent()
                ? concerned.get().run(active, step, address, what, operation)
                : operation.run(active, step);
    }
}
