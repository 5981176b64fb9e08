package io.quorate.recipe;

/**
 * What a command handler returns: a reply now, a query that gives the reply, or none yet because the call is parked.
 *
 * @param <R> the command's reply
 */
public sealed interface Outcome<R extends Record> {
    static <R extends Record> Outcome<R> reply(R value) {
        return new Reply<>(value);
    }

    /**
     * The reply is what this query of the recipe answers about the same instance, for replies too large to be stored. It is
     * asked when the reply is sent; a retry asks again, and gets {@code BODY_GONE} once the query refuses, though the
     * command was applied all the same.
     *
     * @param query declared by the recipe, with the same reply type as the command
     */
    static <R extends Record> Outcome<R> readBy(String query, Record request) {
        return new ReadBy<>(query, request);
    }

    /** Only together with {@link StateAccess#park}; recipes get it from {@link Tickets#park}. */
    static <R extends Record> Outcome<R> parked() {
        return new Parked<>();
    }

    /** Answered now. */
    record Reply<R extends Record>(R value) implements Outcome<R> {}

    /** Answered by a query when the reply is sent. */
    record ReadBy<R extends Record>(String query, Record request) implements Outcome<R> {}

    /** Answered by a later entry. */
    record Parked<R extends Record>() implements Outcome<R> {}
}
