package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What clients did with one recipe and saw of it, in instances whose history is one from begin to end. */
final class Witnessed {
    private final String recipe;
    private final Map<Operation, Optional<Ending>> operations = new LinkedHashMap<>();
    private final Map<Operation, Long> givenUpNanos = new HashMap<>();
    private final Map<SessionId, Long> overNanos = new HashMap<>();

    /** Not behind the present. */
    private long nanos;

    Witnessed(String recipe) {
        this.recipe = recipe;
    }

    void invoked(Operation operation) {
        nanos = operation.invokedNanos();
        if (operation.recipe().equals(recipe) && Places.lasts(operation.instance())) {
            operations.put(operation, Optional.empty());
        }
    }

    void ended(Operation operation, Ending ending) {
        nanos = ending.nanos();
        operations.computeIfPresent(operation, (key, open) -> Optional.of(ending));
    }

    void givenUp(Operation operation) {
        givenUpNanos.put(operation, nanos);
    }

    void sessionEnding(SessionId session) {
        overNanos.putIfAbsent(session, nanos);
    }

    /** In the order in which they were invoked, each with how it ended, if it did. */
    Map<Operation, Optional<Ending>> operations() {
        return operations;
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
