package io.quorate.simulation.check;

import io.quorate.simulation.Trace;
import java.util.ArrayList;
import java.util.List;
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
    private final List<Violation> violations = new ArrayList<>();

    public Verdict(Trace trace) {
        this.trace = trace;
    }

    /** Of each invariant the first report counts. */
    public void violated(Class<?> invariant, String what) {
        String name = invariant.getSimpleName();
        if (violations.stream().noneMatch(violation -> violation.invariant().equals(name))) {
            Violation violation = new Violation(name, what);
            trace.add("VIOLATED", violation.toString());
            violations.add(violation);
        }
    }

    /** The one that came first; those behind it may follow from it. */
    public Optional<Violation> violation() {
        return violations.stream().findFirst();
    }

    /** The first of each invariant, in order. */
    public List<Violation> violations() {
        return List.copyOf(violations);
    }
}
