package io.quorate.recipe.client;

/**
 * What a subscriber gets.
 *
 * @param <E> the kind of event subscribed to
 */
public sealed interface EventMessage<E extends Record> {
    /** Its place among the events: a subscription from there gets what came after this message, and no more. */
    Cursor at();

    default long revision() {
        return at().revision();
    }

    /** Something happened at this place. */
    record Event<E extends Record>(Cursor at, E value) implements EventMessage<E> {}

    /** Events up to this place may be missing: read the state, which is at least as new. */
    record Reset<E extends Record>(Cursor at) implements EventMessage<E> {}
}
