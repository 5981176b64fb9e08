package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.simulation.check.History;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How clients use one recipe under faults, and what has to be true of all that they noted: its model in the simulation's histories, and
 * what is said here. A recipe more is a class more in {@link Workloads}.
 */
interface Workload {
    /** What one client does in one go, again and again in one thread. Calls that fail are no exceptions. */
    @FunctionalInterface
    interface Actor {
        void act() throws InterruptedException;

        /** Nothing goes wrong any more, and soon nobody works; called in another thread, when this one has done. */
        default void end() throws InterruptedException {}
    }

    /** Name of the recipe, and of its bundle. */
    String recipe();

    /**
     * A client that begins.
     *
     * @param shared a directory of all clients of a run
     */
    Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) throws IOException;

    /** Looks at what all have left, once nobody works any more. */
    default void lookAtEnd(QuorateClient client, Notebook notes) {}

    /** Whether the call belongs into the history that is to have an order. */
    default boolean isOrdered(Note.Call call) {
        return true;
    }

    /** Tells the history what only nodes know, and follows from a reply. */
    default void answered(Note.Call call, History history) {}

    /** What is wrong beside that. */
    default List<String> wrongWith(List<Note> notes) {
        return List.of();
    }
}
