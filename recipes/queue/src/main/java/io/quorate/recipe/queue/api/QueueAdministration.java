package io.quorate.recipe.queue.api;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.queue.api.QueueContract.Configure;
import io.quorate.recipe.queue.api.QueueContract.Describe;
import io.quorate.recipe.queue.api.QueueContract.Died;
import io.quorate.recipe.queue.api.QueueContract.ItemPage;
import io.quorate.recipe.queue.api.QueueContract.Items;
import io.quorate.recipe.queue.api.QueueContract.ListedItem;
import io.quorate.recipe.queue.api.QueueContract.Peek;
import io.quorate.recipe.queue.api.QueueContract.Peeked;
import io.quorate.recipe.queue.api.QueueContract.Purge;
import io.quorate.recipe.queue.api.QueueContract.Purged;
import io.quorate.recipe.queue.api.QueueContract.Redrive;
import io.quorate.recipe.queue.api.QueueContract.Redriven;
import io.quorate.recipe.queue.api.QueueContract.Remove;
import io.quorate.recipe.queue.api.QueueContract.Removed;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What operators do with one queue. Its methods block. Thread-safe. */
public final class QueueAdministration {
    private final Calls calls;

    QueueAdministration(Calls calls) {
        this.calls = calls;
    }

    /** What the queue is like, as of now. */
    public QueueDescription describe() {
        return Await.result(calls.query(QueueContract.DESCRIBE, new Describe(), QueueDescription.class));
    }

    /** A page of items, as of now. */
    public ItemPage items(Items page) {
        return Await.result(calls.query(QueueContract.ITEMS, page, ItemPage.class));
    }

    /** The item that is to be taken next, with its payload; empty when none is ready. */
    public Optional<ListedItem> peek() {
        return Await.result(calls.query(QueueContract.PEEK, new Peek(), Peeked.class))
                .item();
    }

    /** Sets all settings. */
    public QueueSettings configure(QueueSettings settings) {
        return Await.result(calls.call(QueueContract.CONFIGURE, new Configure(settings), QueueSettings.class));
    }

    /** Takes an item or a dead letter away, whoever has it; false when there was none. */
    public boolean remove(long id) {
        return Await.result(calls.call(QueueContract.REMOVE, new Remove(id), Removed.class))
                .existed();
    }

    /**
     * Takes all items away that there are, {@link QueueContract#MAX_MANY} in a step; those that are offered meanwhile may be among them.
     *
     * @return how many
     */
    public long purge() {
        return purge(false);
    }

    /** Takes all dead letters away; returns how many. */
    public long purgeDeadLetters() {
        return purge(true);
    }

    private long purge(boolean dead) {
        long removed = 0;
        OptionalLong next = OptionalLong.of(0);
        while (next.isPresent()) {
            Purge request = new Purge(dead, next.getAsLong(), QueueContract.MAX_MANY);
            Purged purged = Await.result(calls.call(QueueContract.PURGE, request, Purged.class));
            removed += purged.removed();
            next = purged.next();
        }
        return removed;
    }

    /**
     * Offers a dead letter anew; returns its new id.
     *
     * @throws QuorateException {@code NOT_FOUND} when there is no such dead letter; {@link QueueContract#QUEUE_FULL} when there is no room
     */
    public long redrive(long id) {
        return Await.result(calls.call(QueueContract.REDRIVE, new Redrive(id, 1), Redriven.class))
                .ids()
                .get(0);
    }

    /**
     * Offers the first dead letters anew.
     *
     * @param max 1 to {@link QueueContract#MAX_MANY}
     * @throws QuorateException {@link QueueContract#QUEUE_FULL} when there is no room for any
     */
    public Redriven redriveFirst(int max) {
        return Await.result(calls.call(QueueContract.REDRIVE, new Redrive(0, max), Redriven.class));
    }

    /** Tells of each item that becomes a dead letter, on the client's callback executor. Does not block. */
    public Registration onDied(Consumer<EventMessage<Died>> listener) {
        return calls.resource().events(Died.class, listener);
    }
}
