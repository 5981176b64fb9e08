package io.quorate.recipe;

import io.quorate.codec.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A recipe as others see it, made from its definition: enough for a tool that has none of its classes to call it and to
 * show what it answers.
 *
 * @param version bundle version
 * @param contracts contract ranges of the recipes that it calls, as {@code name range}
 */
public record RecipeDescription(
        String name,
        String version,
        String summary,
        int stateVersion,
        int contract,
        List<Call> commands,
        List<Call> queries,
        List<Event> events,
        List<StateType> states,
        List<String> contracts) {

    /**
     * A command or query.
     *
     * @param releasedBy the command that gives the grant back, when this one grants
     */
    public record Call(String name, String summary, Shape request, Shape reply, Optional<String> releasedBy) {}

    /** A kind of event. */
    public record Event(String name, Shape shape) {}

    /** A declared state. */
    public record StateType(String name, String shape) {}
}
