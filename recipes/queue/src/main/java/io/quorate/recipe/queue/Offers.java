package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.OfferMany;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.OfferedMany;
import io.quorate.recipe.queue.api.QueueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Items that come, within the bounds: what has no room waits, and is let in in order. */
final class Offers {
    static final Tickets<NewItem, Offered> WAITING = Tickets.of("offering", NewItem.class, Offered.class);

    private Offers() {}

    static Outcome<Offered> offer(ApplyContext context, Offer request) {
        NewItem item = request.item();
        Optional<Long> known = Memory.find(context, item);
        if (known.isPresent()) {
            return Outcome.reply(new Offered(known.get(), true));
        }
        int bytes = item.payload().length;
        boolean fits = hasRoom(context, bytes);
        if (!fits && request.waitMillis() > 0 && bytes <= Settings.of(context).maxBytes()) {
            Totals.waiting(context, 1);
            Presence.waits(context, context.session(), 1);
            return WAITING.park(context, item, request.waitMillis());
        }
        Offered offered = add(context, item);
        Flow.settle(context);
        return Outcome.reply(offered);
    }

    static Outcome<OfferedMany> offerMany(ApplyContext context, OfferMany request) {
        List<Offered> offered = new ArrayList<>();
        for (NewItem item : request.items()) {
            Optional<Long> known = Memory.find(context, item);
            offered.add(known.isPresent() ? new Offered(known.get(), true) : add(context, item));
        }
        Flow.settle(context);
        return Outcome.reply(new OfferedMany(offered));
    }

    private static Offered add(ApplyContext context, NewItem item) {
        requireRoom(context, item.payload().length);
        Optional<String> problem = Memory.problem(context, item);
        if (problem.isPresent()) {
            throw new RecipeException(ErrorCode.OVERLOADED.name(), problem.get());
        }
        return letIn(context, item);
    }

    private static Offered letIn(ApplyContext context, NewItem item) {
        long id = Shelf.add(context, item);
        Memory.remember(context, item, id);
        return new Offered(id, false);
    }

    /** Answers the call that has waited longest for room, when it can be; false when there is none, or no room yet. */
    static boolean admit(ApplyContext context) {
        if (Totals.of(context).offers() == 0) {
            return false;
        }
        Optional<Ticket<NewItem, Offered>> ticket = WAITING.first(context);
        if (ticket.isEmpty()) {
            // They ended while the queue was frozen, which told nobody.
            Totals.waiting(context, -Totals.of(context).offers());
            return false;
        }
        NewItem item = ticket.get().note();
        Optional<Long> known = Memory.find(context, item);
        if (known.isEmpty() && !fits(context, item.payload().length)) {
            return false;
        }
        Optional<String> problem = Memory.problem(context, item);
        if (known.isPresent()) {
            ticket.get().complete(context, new Offered(known.get(), true));
        } else if (problem.isPresent()) {
            ticket.get().refuse(context, ErrorCode.OVERLOADED.name(), problem.get());
        } else {
            ticket.get().complete(context, letIn(context, item));
        }
        gone(context, ticket.get());
        return true;
    }

    /** It waits no more: who comes behind it may fit where it did not. */
    static void givenUp(ApplyContext context, Ticket<NewItem, Offered> ticket) {
        gone(context, ticket);
        Flow.settle(context);
    }

    private static void gone(ApplyContext context, Ticket<NewItem, Offered> ticket) {
        Totals.waiting(context, -1);
        Presence.waits(context, ticket.session(), -1);
    }

    /** There is room for one more, and nobody waits for it. */
    static boolean hasRoom(QueryContext context, int bytes) {
        boolean first =
                Totals.of(context).offers() == 0 || WAITING.first(context).isEmpty();
        return first && fits(context, bytes);
    }

    private static boolean fits(QueryContext context, int bytes) {
        Totals now = Totals.of(context);
        QueueSettings settings = Settings.of(context);
        return now.items() < settings.maxItems() && now.bytes() + bytes <= settings.maxBytes();
    }

    /** @throws RecipeException {@link QueueContract#QUEUE_FULL} when there is no room for one more */
    static void requireRoom(QueryContext context, int bytes) {
        if (!hasRoom(context, bytes)) {
            Totals now = Totals.of(context);
            QueueSettings settings = Settings.of(context);
            throw new RecipeException(
                    QueueContract.QUEUE_FULL,
                    "queue '" + context.instance() + "' has " + now.items() + " items of " + now.bytes()
                            + " bytes, and "
                            + now.offers() + " offers wait; allowed are " + settings.maxItems() + " items and "
                            + settings.maxBytes() + " bytes, and this one has " + bytes);
        }
    }
}
