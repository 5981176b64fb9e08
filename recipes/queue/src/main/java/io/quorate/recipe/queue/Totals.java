package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Cell;
import io.quorate.recipe.QueryContext;

/**
 * What a queue holds, and what it is bounded by.
 *
 * @param lastId the largest that was given
 * @param items that are not acknowledged, dead letters apart
 * @param bytes of their payloads
 * @param offers calls that wait for room
 */
public record Totals(long lastId, long items, long bytes, int offers) {
    static final Cell<Totals> CELL = Cell.of("totals", Totals.class);

    private static final Totals NONE = new Totals(0, 0, 0, 0);

    static Totals of(QueryContext context) {
        return CELL.get(context).orElse(NONE);
    }

    /** Keeps them, or nothing when there is nothing and ids that were given cannot be given again. */
    private static void keep(ApplyContext context, Totals totals) {
        if (totals.items == 0 && totals.offers == 0 && totals.lastId <= context.revision()) {
            CELL.clear(context);
        } else {
            CELL.set(context, totals);
        }
    }

    /** Counts an item in and returns its id. Revisions grow too, so that ids do when no totals were kept. */
    static long added(ApplyContext context, int bytes) {
        Totals before = of(context);
        long id = Math.max(before.lastId + 1, context.revision());
        keep(context, new Totals(id, before.items + 1, before.bytes + bytes, before.offers));
        return id;
    }

    /** Counts an item out. */
    static void removed(ApplyContext context, int bytes) {
        Totals before = of(context);
        keep(context, new Totals(before.lastId, before.items - 1, before.bytes - bytes, before.offers));
    }

    /** Counts calls that wait for room. */
    static void waiting(ApplyContext context, int more) {
        Totals before = of(context);
        // One that ended while the queue was frozen may have been counted out already.
        int offers = Math.max(0, before.offers + more);
        keep(context, new Totals(before.lastId, before.items, before.bytes, offers));
    }
}
