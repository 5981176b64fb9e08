package io.quorate.recipe;

/**
 * A call that waits for its answer.
 *
 * @param <N> the recipe's note about it
 * @param <R> its reply
 */
public final class Ticket<N extends Record, R extends Record> {
    private final Tickets<N, R> queue;
    private final ReadAccess.TicketRow row;
    private final N note;

    Ticket(Tickets<N, R> queue, ReadAccess.TicketRow row, N note) {
        this.queue = queue;
        this.row = row;
        this.note = note;
    }

    /** Revision of the command that parked. */
    public long id() {
        return row.id();
    }

    public SessionId session() {
        return row.session();
    }

    /** Number of the call within its session. */
    public long sequence() {
        return row.sequence();
    }

    public N note() {
        return note;
    }

    /** Log time in ms at which it parked. */
    public long sinceMillis() {
        return row.sinceMillis();
    }

    /** Log time in ms at which it gives up. */
    public long deadlineMillis() {
        return row.deadlineMillis();
    }

    /** Answers the call in this entry and ends the ticket; false when it had ended already. */
    public boolean complete(ApplyContext context, R reply) {
        return queue.complete(context, row.id(), reply);
    }

    /** Answers the call with an error and ends the ticket; false when it had ended already. */
    public boolean refuse(ApplyContext context, String code, String message) {
        return queue.refuse(context, row.id(), code, message);
    }
}
