package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Outcome;
import io.quorate.recipe.RecipeException;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.Table;
import io.quorate.recipe.Ticket;
import io.quorate.recipe.Tickets;
import io.quorate.recipe.queue.api.QueueContract;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.AckMany;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Extend;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.Poll;
import io.quorate.recipe.queue.api.QueueContract.Take;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Items that are taken, given back, and acknowledged. */
final class Leases {
    static final Tickets<Wanted, Granted> TAKING = Tickets.of("taking", Wanted.class, Granted.class);

    /** Bytes of one reply that items may fill; what is stored of a command has a few more. */
    private static final int MAX_REPLY_BYTES = 14 * 1024;

    /** Most bytes of an item in a reply, payload and group apart. */
    private static final int ITEM_BYTES = 128;

    private static final int BYTES_PER_CHARACTER = 3;

    private Leases() {}

    /**
     * What a call wants.
     *
     * @param leaseMillis 0 for as long as the queue says
     * @param acknowledged the items are gone when they are taken
     */
    public record Wanted(int max, long leaseMillis, boolean acknowledged) {}

    static Outcome<Granted> take(ApplyContext context, Take request) {
        return take(context, new Wanted(request.max(), request.leaseMillis(), false), request.waitMillis());
    }

    static Outcome<Granted> poll(ApplyContext context, Poll request) {
        return take(context, new Wanted(request.max(), 0, true), request.waitMillis());
    }

    private static Outcome<Granted> take(ApplyContext context, Wanted wanted, long waitMillis) {
        if (Shelf.READY.count(context) > 0) {
            Granted granted = grant(context, context.session(), wanted, 0);
            Flow.settle(context);
            return Outcome.reply(granted);
        }
        if (waitMillis == 0) {
            throw new RecipeException(
                    ErrorCode.WAIT_TIMED_OUT.name(), "no item of queue '" + context.instance() + "' is ready");
        }
        return TAKING.park(context, wanted, waitMillis);
    }

    /** Answers the call that has waited longest, when it can be; what it got. */
    static Optional<Granted> serve(ApplyContext context, int most) {
        if (Shelf.READY.count(context) == 0) {
            return Optional.empty();
        }
        Optional<Ticket<Wanted, Granted>> ticket = TAKING.first(context);
        if (ticket.isEmpty()) {
            return Optional.empty();
        }
        Wanted asked = ticket.get().note();
        Wanted wanted = new Wanted(Math.min(asked.max(), most), asked.leaseMillis(), asked.acknowledged());
        long waited = context.logTimeMillis() - ticket.get().sinceMillis();
        Granted granted = grant(context, ticket.get().session(), wanted, waited);
        ticket.get().complete(context, granted);
        return Optional.of(granted);
    }

    /** At least one item is ready. */
    private static Granted grant(ApplyContext context, SessionId session, Wanted wanted, long waited) {
        long lease = wanted.acknowledged() ? 0 : leaseMillis(context, wanted.leaseMillis());
        List<TakenItem> items = new ArrayList<>();
        int bytes = 0;
        while (items.size() < wanted.max()) {
            Optional<Table.Row<Place, Boolean>> first = Shelf.READY.first(context);
            if (first.isEmpty()) {
                break;
            }
            long id = first.get().key().id();
            Item item = Shelf.ITEMS.get(context, id).orElseThrow();
            bytes += item.bytes()
                    + ITEM_BYTES
                    + BYTES_PER_CHARACTER * item.group().length();
            if (bytes > MAX_REPLY_BYTES && !items.isEmpty()) {
                break;
            }
            byte[] payload = Shelf.PAYLOADS.get(context, id).orElseThrow();
            int attempt = item.attempts() + 1;
            items.add(new TakenItem(id, attempt, item.priority(), item.group(), payload));
            if (wanted.acknowledged()) {
                Shelf.finish(context, id, item);
            } else {
                Shelf.unline(context, id, item);
                hold(context, id, item.leased(context.token(), session, context.logTimeMillis() + lease, attempt));
                Presence.took(context, session, id);
            }
        }
        return new Granted(context.token(), session, lease, waited, items);
    }

    private static void hold(ApplyContext context, long id, Item leased) {
        Shelf.ITEMS.put(context, id, leased);
        Shelf.LEASED.add(context, leased.place(id), true);
    }

    static Outcome<Acked> ack(ApplyContext context, Ack request) {
        Shelf.finish(context, request.id(), require(context, request.id(), request.token()));
        Flow.settle(context);
        return Outcome.reply(new Acked(1, List.of()));
    }

    static Outcome<Acked> ackMany(ApplyContext context, AckMany request) {
        List<Long> lost = new ArrayList<>();
        for (Ack lease : request.leases()) {
            Optional<Item> item = find(context, lease.id(), lease.token());
            if (item.isPresent()) {
                Shelf.finish(context, lease.id(), item.get());
            } else {
                lost.add(lease.id());
            }
        }
        Flow.settle(context);
        return Outcome.reply(new Acked(request.leases().size() - lost.size(), lost));
    }

    static Outcome<Nacked> nack(ApplyContext context, Nack request) {
        Item item = require(context, request.id(), request.token());
        String reason = request.reason().isEmpty() ? "given back" : request.reason();
        boolean dead = fail(context, request.id(), item, reason, request.delayMillis());
        Flow.settle(context);
        return Outcome.reply(new Nacked(dead));
    }

    /** The attempt is over, and counts; true when it was the last one. */
    static boolean fail(ApplyContext context, long id, Item item, String reason, long delayMillis) {
        Failures.add(context, id, item.attempts(), reason);
        int most = item.maxAttempts() == 0 ? Settings.of(context).maxAttempts() : item.maxAttempts();
        if (item.attempts() >= most) {
            DeadLetters.bury(context, id, item, reason);
            return true;
        }
        Shelf.unline(context, id, item);
        long readyAt = context.logTimeMillis() + delayMillis;
        Shelf.line(
                context,
                id,
                delayMillis == 0 ? item : item.readyAt(readyAt, Shelf.rank(context, readyAt, item.priority())));
        return false;
    }

    static Outcome<Extended> extend(ApplyContext context, Extend request) {
        Item item = require(context, request.id(), request.token());
        Item.Holding holding = item.holding().orElseThrow();
        long until = context.logTimeMillis() + leaseMillis(context, request.leaseMillis());
        if (until > holding.until()) {
            Shelf.LEASED.remove(context, item.place(request.id()));
            hold(context, request.id(), item.leased(holding.token(), holding.session(), until, item.attempts()));
            Flow.settle(context);
        }
        return Outcome.reply(new Extended(Math.max(until, holding.until()) - context.logTimeMillis()));
    }

    /** Nobody took what was granted: it was no attempt. */
    static void abandoned(ApplyContext context, Granted granted) {
        for (TakenItem taken : granted.items()) {
            Optional<Item> item = find(context, taken.id(), granted.token());
            if (item.isPresent()) {
                Shelf.unline(context, taken.id(), item.get());
                Shelf.line(
                        context, taken.id(), item.get().withAttempts(item.get().attempts() - 1));
            }
        }
        Flow.settle(context);
    }

    private static long leaseMillis(ApplyContext context, long asked) {
        return asked == 0 ? Settings.of(context).leaseMillis() : asked;
    }

    /** The item, if the caller has it under this token. */
    private static Optional<Item> find(ApplyContext context, long id, FencingToken token) {
        Optional<Item> item = Shelf.ITEMS.get(context, id);
        return item.isPresent() && item.get().isHeldBy(token, context.session()) ? item : Optional.empty();
    }

    private static Item require(ApplyContext context, long id, FencingToken token) {
        Optional<Item> item = find(context, id, token);
        if (item.isEmpty()) {
            throw new RecipeException(
                    QueueContract.LEASE_LOST,
                    "the caller does not have item " + id + " of queue '" + context.instance() + "' with token "
                            + token.value() + ": the lease ran out, its session ended, or the item was removed");
        }
        return item.get();
    }
}
