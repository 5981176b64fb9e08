package io.quorate.simulation.check;

import io.quorate.simulation.Trace;
import java.util.Optional;

/** Whether a world has kept all invariants so far. */
public final class Verdict {
    /**
     * A world broke an invariant.
     *
     * @param invariant its name
     */
    public record Violation(String invariant, String what) {
        @Override
        public String toString() {
            return invariant + ": " + what;
        }
    }

    private final Trace trace;
    private Optional<Violation> first = Optional.empty();

    public Verdict(Trace trace) {
        this.trace = trace;
    }

    /** The first report counts; what follows from it is not of interest. */
    public void violated(Class<?> invariant, String what) {
        if (first.isEmpty()) {
            Violation violation = new Violation(invariant.getSimpleName(), what);
            trace.add("VIOLATED", violation.toString());
            first = Optional.of(violation);
        }
    }

    public Optional<Violation> violation() {
        return first;
    }
}
