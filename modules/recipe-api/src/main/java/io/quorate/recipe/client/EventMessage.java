package io.quorate.recipe.client;

/**
 * What a subscriber gets.
 *
 * @param <E> the kind of event subscribed to
 */
public sealed interface EventMessage<E extends Record> {
    /** Something happened at this revision. */
    record Event<E extends Record>(long revision, E value) implements EventMessage<E> {}

    /** Events up to this revision may be missing: read the state, which is at least as new. */
    record Reset<E extends Record>(long revision) implements EventMessage<E> {}
}
