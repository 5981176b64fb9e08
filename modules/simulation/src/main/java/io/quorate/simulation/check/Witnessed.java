package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients did with one recipe and saw of it, in instances whose history is one from begin to end. It requires nothing: invariants that
 * look back at the end ask it.
 */
final class Witnessed implements Invariant {
    private final String recipe;
    private final Map<Operation, Optional<Ending>> operations = new LinkedHashMap<>();
    private final Map<Operation, Long> givenUpNanos = new HashMap<>();
    private final Map<SessionId, Long> overNanos = new HashMap<>();

    /** Largest revision told until then, by time. */
    private final TreeMap<Long, Long> revisions = new TreeMap<>();

    /** Not behind the present. */
    private long nanos;

    Witnessed(String recipe) {
        this.recipe = recipe;
    }

    @Override
    public void invoked(Operation operation) {
        nanos = operation.invokedNanos();
        if (operation.recipe().equals(recipe) && Places.lasts(operation.instance())) {
            operations.put(operation, Optional.empty());
        }
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        nanos = ending.nanos();
        if (ending instanceof Ending.Acknowledged told && operation.recipe().equals(recipe)) {
            revisions.merge(nanos, Math.max(told.revision(), revisionAt(nanos)), Math::max);
        }
        operations.computeIfPresent(operation, (key, open) -> Optional.of(ending));
    }

    @Override
    public void givenUp(Operation operation) {
        givenUpNanos.put(operation, nanos);
    }

    @Override
    public void sessionEnding(SessionId session) {
        overNanos.putIfAbsent(session, nanos);
    }

    /** In the order in which they were invoked, each with how it ended, if it did. */
    Map<Operation, Optional<Ending>> operations() {
        return operations;
    }

    /** The largest that clients of the recipe had been told of by then; 0 when they had been told of none. */
    long revisionAt(long moment) {
        return Optional.ofNullable(revisions.floorEntry(moment))
                .map(Map.Entry::getValue)
                .orElse(0L);
    }

    /** The same by instance. */
    SortedMap<String, List<Witness>> byInstance() {
        TreeMap<String, List<Witness>> found = new TreeMap<>();
        operations.forEach((operation, ending) -> found.computeIfAbsent(operation.instance(), key -> new ArrayList<>())
                .add(new Witness(operation, ending)));
        return found;
    }

    /** From when on its caller did not want the reply any more. */
    Optional<Long> givenUpNanos(Operation operation) {
        return Optional.ofNullable(givenUpNanos.get(operation));
    }

    /** From when on the session was over. */
    Optional<Long> overNanos(SessionId session) {
        return Optional.ofNullable(overNanos.get(session));
    }
}
