package io.quorate.simulation.check;

import java.util.function.Consumer;

/**
 * A history that breaks an invariant, and a twin that breaks none.
 *
 * @param what happens in the first
 */
record BreakingCase(Class<?> invariant, String what, Consumer<Teller> broken, Consumer<Teller> whole) {
    @Override
    public String toString() {
        return invariant.getSimpleName() + ": " + what;
    }
}
