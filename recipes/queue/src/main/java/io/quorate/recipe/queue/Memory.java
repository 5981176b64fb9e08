package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import java.util.Optional;

/** What was offered before: deduplication ids, each for its window. */
final class Memory {
    static final Table<String, Known> TABLE = Table.of("known", String.class, Known.class);

    /** The ids by the log time at which they are forgotten. */
    static final Line<String> FORGET = Line.of("forget", String.class);

    private Memory() {}

    /**
     * An id that was offered.
     *
     * @param id of the item
     * @param until log time at which it is forgotten
     */
    public record Known(long id, long until) {}

    /** The item that was offered with the same id, within its window. */
    static Optional<Long> find(QueryContext context, NewItem offered) {
        if (offered.dedupId().isEmpty()) {
            return Optional.empty();
        }
        Optional<Known> known = TABLE.get(context, offered.dedupId());
        return known.isPresent() && known.get().until() > context.logTimeMillis()
                ? Optional.of(known.get().id())
                : Optional.empty();
    }

    static void remember(ApplyContext context, NewItem offered, long id) {
        String dedupId = offered.dedupId();
        if (dedupId.isEmpty()) {
            return;
        }
        Optional<Known> over = TABLE.get(context, dedupId);
        if (over.isPresent()) {
            FORGET.remove(context, new Place(over.get().until(), over.get().id()));
        }
        long until = context.logTimeMillis() + offered.dedupWindowMillis();
        TABLE.put(context, dedupId, new Known(id, until));
        FORGET.add(context, new Place(until, id), dedupId);
    }

    /** Why the id of this one cannot be remembered; empty when it can. */
    static Optional<String> problem(QueryContext context, NewItem offered) {
        long most = Settings.of(context).maxRemembered();
        long known = FORGET.count(context);
        return offered.dedupId().isEmpty() || known < most
                ? Optional.empty()
                : Optional.of("queue '" + context.instance() + "' remembers " + known
                        + " deduplication ids, allowed are " + most
                        + "; offer with shorter windows, or configure maxRemembered");
    }

    static void forget(ApplyContext context, Table.Row<Place, String> due) {
        FORGET.remove(context, due.key());
        TABLE.remove(context, due.value());
    }
}
