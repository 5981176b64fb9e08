package io.quorate.recipe.barrier;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;

/**
 * What a session has at an instance: as long as it has anything, it is bound, so that its end is told. Tickets are gone by then, and this says
 * how many there were.
 *
 * @param waiting calls that wait for the end of a generation
 * @param inside parties in a double barrier, or registered at a phaser
 */
public record Presence(int waiting, int inside) {
    static final Table<SessionId, Presence> TABLE = Table.of("presence", SessionId.class, Presence.class);

    private static final Presence NONE = new Presence(0, 0);

    static Presence of(QueryContext context, SessionId session) {
        return TABLE.get(context, session).orElse(NONE);
    }

    /** Adds to what the session has, or takes from it. */
    static void change(ApplyContext context, SessionId session, int waiting, int inside) {
        Presence before = of(context, session);
        Presence after = new Presence(before.waiting + waiting, before.inside + inside);
        if (after.waiting == 0 && after.inside == 0) {
            TABLE.remove(context, session);
            context.unbind(session);
        } else {
            TABLE.put(context, session, after);
            context.bind(session);
        }
    }
}
