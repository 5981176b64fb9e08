package io.quorate.testkit;

/** What clients do with a recipe, one step at a time. What a step does follows from what the play says, and from nothing else. */
@FunctionalInterface
public interface Workload {
    /** Calls the recipe, once or more. */
    void step(Play play);
}
