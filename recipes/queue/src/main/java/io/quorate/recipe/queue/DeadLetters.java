package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Table;
import io.quorate.recipe.queue.api.QueueContract.Died;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Redrive;
import io.quorate.recipe.queue.api.QueueContract.Redriven;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Items whose attempts are used up. They are bounded by themselves, so that they take no room from what is offered. */
final class DeadLetters {
    /** By id: all are at 0. */
    static final Line<DeadLetter> LINE = Line.of("dead", DeadLetter.class);

    /** Most that go for one that comes, so that there get fewer after the bound was lowered. */
    private static final int MAX_DROPPED = 2;

    private DeadLetters() {}

    /**
     * A dead letter, its payload and its failures apart.
     *
     * @param maxAttempts as it was offered with
     * @param offeredAt log time
     */
    public record DeadLetter(int priority, String group, int attempts, int maxAttempts, int bytes, long offeredAt) {}

    static Place place(long id) {
        return new Place(0, id);
    }

    static void bury(ApplyContext context, long id, Item item, String reason) {
        Shelf.takeOut(context, id, item);
        LINE.add(
                context,
                place(id),
                new DeadLetter(
                        item.priority(),
                        item.group(),
                        item.attempts(),
                        item.maxAttempts(),
                        item.bytes(),
                        item.offeredAt()));
        int dropped = drop(context, Settings.of(context).maxDead(), MAX_DROPPED);
        context.emit(new Died(id, item.attempts(), reason, dropped));
    }

    /** Drops the first ones as long as there are too many, at most so many. */
    static int drop(ApplyContext context, long maxDead, int most) {
        int dropped = 0;
        while (dropped < most && LINE.count(context) > maxDead) {
            forget(context, LINE.first(context).orElseThrow().key().id());
            dropped++;
        }
        return dropped;
    }

    /** Nothing is left of it; false when there is none. */
    static boolean forget(ApplyContext context, long id) {
        if (LINE.find(context, place(id)).isEmpty()) {
            return false;
        }
        LINE.remove(context, place(id));
        Shelf.PAYLOADS.remove(context, id);
        Failures.TABLE.remove(context, id);
        return true;
    }

    static Outcome<Redriven> redrive(ApplyContext context, Redrive request) {
        List<Long> ids = new ArrayList<>();
        if (request.id() > 0) {
            DeadLetter letter = LINE.find(context, place(request.id()))
                    .orElseThrow(() -> new RecipeException(
                            ErrorCode.NOT_FOUND.name(),
                            "queue '" + context.instance() + "' has no dead letter " + request.id()));
            ids.add(offer(context, request.id(), letter));
        } else {
            Optional<Table.Row<Place, DeadLetter>> first = LINE.first(context);
            while (first.isPresent()
                    && ids.size() < request.max()
                    && (ids.isEmpty()
                            || Offers.hasRoom(context, first.get().value().bytes()))) {
                ids.add(offer(context, first.get().key().id(), first.get().value()));
                first = LINE.first(context);
            }
        }
        Flow.settle(context);
        return Outcome.reply(new Redriven(ids, LINE.count(context)));
    }

    private static long offer(ApplyContext context, long id, DeadLetter letter) {
        Offers.requireRoom(context, letter.bytes());
        byte[] payload = Shelf.PAYLOADS.get(context, id).orElseThrow();
        forget(context, id);
        return Shelf.add(
                context, new NewItem(payload, 0, letter.priority(), letter.group(), "", 0, letter.maxAttempts()));
    }
}
