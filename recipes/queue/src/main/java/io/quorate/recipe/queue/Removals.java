package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.Table;
import io.quorate.recipe.queue.api.QueueContract.Purge;
import io.quorate.recipe.queue.api.QueueContract.Purged;
import io.quorate.recipe.queue.api.QueueContract.Remove;
import io.quorate.recipe.queue.api.QueueContract.Removed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Items that an administrator takes away. */
final class Removals {
    private Removals() {}

    static Outcome<Removed> remove(ApplyContext context, Remove request) {
        boolean existed = remove(context, request.id()) || DeadLetters.forget(context, request.id());
        Flow.settle(context);
        return Outcome.reply(new Removed(existed));
    }

    private static boolean remove(ApplyContext context, long id) {
        Optional<Item> item = Shelf.ITEMS.get(context, id);
        if (item.isPresent()) {
            Shelf.finish(context, id, item.get());
        }
        return item.isPresent();
    }

    static Outcome<Purged> purge(ApplyContext context, Purge request) {
        List<Long> ids = request.dead() ? dead(context, request) : items(context, request);
        for (long id : ids) {
            if (request.dead()) {
                DeadLetters.forget(context, id);
            } else {
                remove(context, id);
            }
        }
        Flow.settle(context);
        boolean more = ids.size() == request.max();
        return Outcome.reply(
                new Purged(ids.size(), more ? OptionalLong.of(ids.get(ids.size() - 1)) : OptionalLong.empty()));
    }

    private static List<Long> items(ApplyContext context, Purge request) {
        List<Long> ids = new ArrayList<>();
        for (Table.Row<Long, Item> row : Shelf.ITEMS.page(context, Optional.of(request.after()), request.max())) {
            ids.add(row.key());
        }
        return ids;
    }

    private static List<Long> dead(ApplyContext context, Purge request) {
        List<Long> ids = new ArrayList<>();
        Optional<Place> after = Optional.of(DeadLetters.place(request.after()));
        for (Table.Row<Place, DeadLetters.DeadLetter> row : DeadLetters.LINE.page(context, after, request.max())) {
            ids.add(row.key().id());
        }
        return ids;
    }
}
