package io.quorate.recipe;

import io.quorate.codec.RecordCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls of an instance that are answered later, in log order. A ticket is replicated: it survives a change of leader and
 * a reconnect of its caller, gives up at its deadline in log time with the error {@code WAIT_TIMED_OUT}, and vanishes when
 * its caller cancels or its session ends.
 *
 * @param <N> what the recipe wants to remember of the waiting call
 * @param <R> the reply of the command that parks here
 */
public final class Tickets<N extends Record, R extends Record> implements State {
    private final String name;
    private final RecordCodec<N> note;
    private final RecordCodec<R> reply;

    private Tickets(String name, RecordCodec<N> note, RecordCodec<R> reply) {
        this.name = State.requireName(name);
        this.note = note;
        this.reply = reply;
    }

    public static <N extends Record, R extends Record> Tickets<N, R> of(String name, Class<N> note, Class<R> reply) {
        return new Tickets<>(name, RecordCodec.of(note), RecordCodec.of(reply));
    }

    /**
     * Parks the command being applied: return the outcome from the handler.
     *
     * @param waitMillis log time after which the call gives up, above 0
     */
    public Outcome<R> park(ApplyContext context, N about, long waitMillis) {
        context.access().park(name, note.encode(about), waitMillis);
        return Outcome.parked();
    }

    /** The ticket that has waited longest. */
    public Optional<Ticket<N, R>> first(QueryContext context) {
        return after(context, 0, 1).stream().findFirst();
    }

    /** At most {@code limit} tickets behind the one with this id, in log order; 0 to begin with the first. */
    public List<Ticket<N, R>> after(QueryContext context, long id, int limit) {
        List<Ticket<N, R>> tickets = new ArrayList<>();
        for (ReadAccess.TicketRow row : context.access().tickets(name, id, limit)) {
            tickets.add(ticket(row));
        }
        return tickets;
    }

    /** The ticket with this id. */
    public Optional<Ticket<N, R>> find(QueryContext context, long id) {
        return after(context, id - 1, 1).stream()
                .filter(ticket -> ticket.id() == id)
                .findFirst();
    }

    /**
     * Calls of one session that wait, in all instances of the namespace, in the order in which they were sent.
     *
     * @param limit most calls that are looked at, those that wait in other tickets of the recipe included
     */
    public List<Elsewhere<N, R>> of(QueryContext context, SessionId session, int limit) {
        List<Elsewhere<N, R>> found = new ArrayList<>();
        for (ReadAccess.WaitingAt at : context.access().waits(session, limit)) {
            if (at.state().equals(name)) {
                find(context.sibling(at.instance()), at.ticket())
                        .ifPresent(ticket -> found.add(new Elsewhere<>(at.instance(), ticket)));
            }
        }
        return found;
    }

    /** A call that waits in an instance of this name. */
    public record Elsewhere<N extends Record, R extends Record>(String instance, Ticket<N, R> ticket) {}

    /** A ticket from its row; for the kernel. */
    public Ticket<N, R> ticket(ReadAccess.TicketRow row) {
        return new Ticket<>(this, row, note.decode(row.note()));
    }

    boolean complete(ApplyContext context, long id, R with) {
        return context.access().complete(name, id, reply.encode(with));
    }

    boolean refuse(ApplyContext context, long id, String code, String message) {
        return context.access().refuse(name, id, code, message);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shape() {
        return "tickets<" + note.shape() + ", " + reply.shape() + ">";
    }
}
