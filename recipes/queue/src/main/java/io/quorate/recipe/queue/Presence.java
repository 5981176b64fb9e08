package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import java.util.Optional;

/**
 * What a session has at a queue: as long as it has anything, it is bound, so that its end is told.
 *
 * @param leases that it has
 * @param offers of its calls that wait for room. They are gone when the session has ended, and this says how many there were
 */
public record Presence(int leases, int offers) {
    static final Table<SessionId, Presence> TABLE = Table.of("presence", SessionId.class, Presence.class);

    /** The items that a session has. */
    static final Table<Possession, Boolean> LEASES = Table.of("leases", Possession.class, Boolean.class);

    private static final Presence NONE = new Presence(0, 0);

    /** An item that a session has. */
    public record Possession(SessionId session, long id) {}

    static void took(ApplyContext context, SessionId session, long id) {
        LEASES.put(context, new Possession(session, id), true);
        change(context, session, 1, 0);
    }

    static void gaveBack(ApplyContext context, SessionId session, long id) {
        LEASES.remove(context, new Possession(session, id));
        // Of a session that has ended there is none, and it must not be bound again.
        if (TABLE.get(context, session).isPresent()) {
            change(context, session, -1, 0);
        }
    }

    /** A call waits for room, or does no more. */
    static void waits(ApplyContext context, SessionId session, int more) {
        change(context, session, 0, more);
    }

    private static void change(ApplyContext context, SessionId session, int leases, int offers) {
        Presence before = of(context, session);
        // A call that ended while the queue was frozen may have been counted out already.
        Presence after = new Presence(before.leases + leases, Math.max(0, before.offers + offers));
        if (after.leases == 0 && after.offers == 0) {
            TABLE.remove(context, session);
            context.unbind(session);
        } else {
            TABLE.put(context, session, after);
            context.bind(session);
        }
    }

    static Presence of(QueryContext context, SessionId session) {
        return TABLE.get(context, session).orElse(NONE);
    }

    /** The first item that the session has, not before this one. */
    static Optional<Long> first(QueryContext context, SessionId session, long from) {
        Optional<Table.Row<Possession, Boolean>> row = LEASES.firstFrom(context, new Possession(session, from));
        return row.isPresent() && row.get().key().session().value() == session.value()
                ? Optional.of(row.get().key().id())
                : Optional.empty();
    }
}
