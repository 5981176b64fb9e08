package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.QueryContext;
import io.quorate.recipe.Table;
import io.quorate.recipe.queue.api.ItemState;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import java.util.Optional;

/** The items, each in the line of its state. */
final class Shelf {
    static final Table<Long, Item> ITEMS = Table.of("items", Long.class, Item.class);

    /** Of items and of dead letters. */
    static final Table<Long, byte[]> PAYLOADS = Table.of("payloads", Long.class, byte[].class);

    /** By rank. */
    static final Line<Boolean> READY = Line.of("ready", Boolean.class);

    /** By the log time at which they are ready. */
    static final Line<Boolean> DELAYED = Line.of("delayed", Boolean.class);

    /** By the log time at which the lease ends. */
    static final Line<Boolean> LEASED = Line.of("leased", Boolean.class);

    private Shelf() {}

    /** Takes a new item in, for which there is room. */
    static long add(ApplyContext context, NewItem offered) {
        byte[] payload = offered.payload();
        long id = Totals.added(context, payload.length);
        long readyAt = context.logTimeMillis() + offered.delayMillis();
        Item item = new Item(
                ItemState.BEHIND,
                rank(context, readyAt, offered.priority()),
                readyAt,
                offered.priority(),
                offered.group(),
                0,
                offered.maxAttempts(),
                payload.length,
                context.logTimeMillis(),
                Optional.empty());
        PAYLOADS.put(context, id, payload);
        if (Groups.join(context, item.group(), id)) {
            line(context, id, item);
        } else {
            ITEMS.put(context, id, item);
        }
        return id;
    }

    /**
     * The order of items that are ready. It is fixed when the item gets ready, and nothing is sorted anew: an item that waits falls behind
     * no newer one but those of so much higher priority.
     */
    static long rank(QueryContext context, long readyAt, int priority) {
        return readyAt - priority * Settings.of(context).ageingMillis();
    }

    /** Puts an item that is in no line, and behind no other of its group, into the line of those that are ready or delayed. */
    static void line(ApplyContext context, long id, Item item) {
        boolean ready = item.readyAt() <= context.logTimeMillis();
        Item lined = item.in(ready ? ItemState.READY : ItemState.DELAYED);
        (ready ? READY : DELAYED).add(context, lined.place(id), true);
        ITEMS.put(context, id, lined);
    }

    /** The time of one that was delayed has come. */
    static void ripen(ApplyContext context, Place place) {
        DELAYED.remove(context, place);
        line(context, place.id(), ITEMS.get(context, place.id()).orElseThrow());
    }

    /** Takes an item out of its line, and its lease from whoever has it; its row is left to the caller. */
    static void unline(ApplyContext context, long id, Item item) {
        if (item.state() == ItemState.READY) {
            READY.remove(context, item.place(id));
        } else if (item.state() == ItemState.DELAYED) {
            DELAYED.remove(context, item.place(id));
        } else if (item.state() == ItemState.LEASED) {
            LEASED.remove(context, item.place(id));
            Presence.gaveBack(context, item.holding().orElseThrow().session(), id);
        }
    }

    /** It is in the queue no more. Its payload and its failures stay, for a dead letter. */
    static void takeOut(ApplyContext context, long id, Item item) {
        unline(context, id, item);
        ITEMS.remove(context, id);
        Totals.removed(context, item.bytes());
        Groups.leave(context, item.group(), id);
    }

    /** Nothing is left of it. */
    static void finish(ApplyContext context, long id, Item item) {
        takeOut(context, id, item);
        PAYLOADS.remove(context, id);
        if (item.attempts() > 0) {
            Failures.TABLE.remove(context, id);
        }
    }
}
