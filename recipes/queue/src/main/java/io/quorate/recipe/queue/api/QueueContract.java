package io.quorate.recipe.queue.api;

import io.quorate.codec.DefaultValue;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What goes over the wire between clients of queues and the recipe. Programs use {@link QueueClient}; this is for those that call the
 * recipe without it or subscribe to its events.
 *
 * <p>Times are log time in ms. An item has an id: ids grow, not by one, and none is given twice. A lease is named by the id of its item and the
 * token of the command that granted it.
 */
public final class QueueContract {
    /** Name of the recipe. */
    public static final String RECIPE = "queue";

    /** Version of all that is declared here. */
    public static final int VERSION = 1;

    /** Command {@link Offer} to {@link Offered}. */
    public static final String OFFER = "offer";

    /** Command {@link OfferMany} to {@link OfferedMany}. */
    public static final String OFFER_MANY = "offer-many";

    /** Command {@link Take} to {@link Granted}. */
    public static final String TAKE = "take";

    /** Command {@link Poll} to {@link Granted}. */
    public static final String POLL = "poll";

    /** Command {@link Ack} to {@link Acked}. */
    public static final String ACK = "ack";

    /** Command {@link AckMany} to {@link Acked}. */
    public static final String ACK_MANY = "ack-many";

    /** Command {@link Nack} to {@link Nacked}. */
    public static final String NACK = "nack";

    /** Command {@link Extend} to {@link Extended}. */
    public static final String EXTEND = "extend";

    /** Command {@link Remove} to {@link Removed}, of administrators. */
    public static final String REMOVE = "remove";

    /** Command {@link Purge} to {@link Purged}, of administrators. */
    public static final String PURGE = "purge";

    /** Command {@link Redrive} to {@link Redriven}, of administrators. */
    public static final String REDRIVE = "redrive";

    /** Command {@link Configure} to {@link QueueSettings}, of administrators. */
    public static final String CONFIGURE = "configure";

    /** Query {@link Describe} to {@link QueueDescription}. */
    public static final String DESCRIBE = "describe";

    /** Query {@link Items} to {@link ItemPage}. */
    public static final String ITEMS = "items";

    /** Query {@link Peek} to {@link Peeked}. */
    public static final String PEEK = "peek";

    /** Error: there is no room for the item. */
    public static final String QUEUE_FULL = "QUEUE_FULL";

    /** Error: the lease is over, or another session's. */
    public static final String LEASE_LOST = "LEASE_LOST";

    /** Largest payload: a reply that is stored carries it. Keep what is larger elsewhere, and offer where it is. */
    public static final int MAX_PAYLOAD_BYTES = 12 * 1024;

    /** Most items, or dead letters, that one command deals with. */
    public static final int MAX_MANY = 100;

    /** Longest group and deduplication id, in characters. */
    public static final int MAX_NAME_CHARACTERS = 100;

    /** Longest reason, in characters. */
    public static final int MAX_REASON_CHARACTERS = 256;

    /** Reasons that are kept of one item, the newest. */
    public static final int MAX_REASONS = 16;

    /** Highest priority; the lowest is as far below 0. */
    public static final int MAX_PRIORITY = 100;

    /** Longest lease, a day in ms. */
    public static final long MAX_LEASE_MILLIS = 86_400_000;

    /** Longest delay and longest deduplication window, 30 days in ms. */
    public static final long MAX_DELAY_MILLIS = 30 * 86_400_000L;

    /** Most items of one page. */
    public static final int MAX_PAGE = 1_000;

    /** Payloads of one page, in bytes, that are passed by one item at most. */
    public static final int MAX_PAGE_BYTES = 256 * 1024;

    private QueueContract() {}

    /**
     * An item that is offered.
     *
     * @param payload at most {@link #MAX_PAYLOAD_BYTES}
     * @param delayMillis it is not taken earlier
     * @param priority -{@link #MAX_PRIORITY} to {@link #MAX_PRIORITY}, the higher the sooner
     * @param group items of one group are taken in the order in which they were offered, one at a time; empty for none
     * @param dedupId of what is offered: offered again within the window, it is not taken in again; empty for none
     * @param dedupWindowMillis how long the id is remembered, from when the item is taken in; above 0 with an id
     * @param maxAttempts after so many it is a dead letter; 0 for as many as the queue says
     */
    public record NewItem(
            byte[] payload,
            @DefaultValue("0") long delayMillis,
            @DefaultValue("0") int priority,
            @DefaultValue("") String group,
            @DefaultValue("") String dedupId,
            @DefaultValue("0") long dedupWindowMillis,
            @DefaultValue("0") int maxAttempts) {
        public NewItem {
            requireItem(payload, delayMillis, priority, group, dedupId, dedupWindowMillis, maxAttempts);
        }
    }

    /**
     * Offers an item; the components are those of {@link NewItem}.
     *
     * @param waitMillis longest wait for room; 0 to be refused at once when there is none
     */
    public record Offer(
            byte[] payload,
            @DefaultValue("0") long delayMillis,
            @DefaultValue("0") int priority,
            @DefaultValue("") String group,
            @DefaultValue("") String dedupId,
            @DefaultValue("0") long dedupWindowMillis,
            @DefaultValue("0") int maxAttempts,
            @DefaultValue("0") long waitMillis) {
        public Offer {
            requireItem(payload, delayMillis, priority, group, dedupId, dedupWindowMillis, maxAttempts);
            requireNotNegative("waitMillis", waitMillis);
        }

        public Offer(NewItem item, long waitMillis) {
            this(
                    item.payload(),
                    item.delayMillis(),
                    item.priority(),
                    item.group(),
                    item.dedupId(),
                    item.dedupWindowMillis(),
                    item.maxAttempts(),
                    waitMillis);
        }

        /** What is offered. */
        public NewItem item() {
            return new NewItem(payload, delayMillis, priority, group, dedupId, dedupWindowMillis, maxAttempts);
        }
    }

    /**
     * The item is in the queue.
     *
     * @param id of the item; of the one that was offered before, when this is a duplicate
     */
    public record Offered(long id, boolean duplicate) {}

    /**
     * Offers items in this order, all or none.
     *
     * @param items 1 to {@link #MAX_MANY}
     */
    public record OfferMany(List<NewItem> items) {
        public OfferMany {
            requireWithin("items", items.size(), 1, MAX_MANY);
        }
    }

    /** One for each item, in the same order. */
    public record OfferedMany(List<Offered> items) {}

    /**
     * Takes items that are ready, or waits until one is.
     *
     * @param max most items, 1 to {@link #MAX_MANY}; fewer come when fewer are ready or their payloads would be too large for one reply
     * @param waitMillis longest wait for the first; 0 for no wait
     * @param leaseMillis how long the leases last; 0 for as long as the queue says
     */
    public record Take(
            @DefaultValue("1") int max,
            @DefaultValue("0") long waitMillis,
            @DefaultValue("0") long leaseMillis) {
        public Take {
            requireWithin("max", max, 1, MAX_MANY);
            requireNotNegative("waitMillis", waitMillis);
            requireWithin("leaseMillis", leaseMillis, 0, MAX_LEASE_MILLIS);
        }
    }

    /**
     * Takes items and acknowledges them in the same step: one whose reply is lost with its caller is gone.
     *
     * @param max most items, 1 to {@link #MAX_MANY}
     * @param waitMillis longest wait for the first; 0 for no wait
     */
    public record Poll(
            @DefaultValue("1") int max, @DefaultValue("0") long waitMillis) {
        public Poll {
            requireWithin("max", max, 1, MAX_MANY);
            requireNotNegative("waitMillis", waitMillis);
        }
    }

    /**
     * Items that the caller has.
     *
     * @param token of all leases that this granted, larger than that of any lease before
     * @param session that has them
     * @param leaseMillis how long the leases last from the grant; 0 when the items are acknowledged already
     * @param waitedMillis from the call to the grant
     * @param items at least one
     */
    public record Granted(
            FencingToken token, SessionId session, long leaseMillis, long waitedMillis, List<TakenItem> items) {}

    /**
     * An item that was taken.
     *
     * @param attempt which one this is, from 1
     * @param group empty when it has none
     */
    public record TakenItem(long id, int attempt, int priority, String group, byte[] payload) {}

    /** The work is done, and the item is gone. Refused with {@link #LEASE_LOST} when the caller does not have it with this token. */
    public record Ack(long id, FencingToken token) {}

    /**
     * The work on these is done.
     *
     * @param leases 1 to {@link #MAX_MANY}
     */
    public record AckMany(List<Ack> leases) {
        public AckMany {
            requireWithin("leases", leases.size(), 1, MAX_MANY);
        }
    }

    /**
     * Items are gone.
     *
     * @param lost ids of those that are not, because the caller does not have them any more
     */
    public record Acked(int acked, List<Long> lost) {}

    /**
     * The work could not be done: the item is ready again, or dead when its attempts are used up.
     *
     * @param delayMillis it is not taken earlier
     * @param reason for people, kept with the item
     */
    public record Nack(
            long id,
            FencingToken token,
            @DefaultValue("0") long delayMillis,
            @DefaultValue("") String reason) {
        public Nack {
            requireWithin("delayMillis", delayMillis, 0, MAX_DELAY_MILLIS);
            requireShort("reason", reason, MAX_REASON_CHARACTERS);
        }
    }

    /**
     * The lease is given back.
     *
     * @param dead it is a dead letter now
     */
    public record Nacked(boolean dead) {}

    /**
     * Lets a lease last longer.
     *
     * @param leaseMillis from now on, at least; 0 for as long as the queue says
     */
    public record Extend(
            long id, FencingToken token, @DefaultValue("0") long leaseMillis) {
        public Extend {
            requireWithin("leaseMillis", leaseMillis, 0, MAX_LEASE_MILLIS);
        }
    }

    /**
     * A lease that lasts longer.
     *
     * @param leaseMillis from now on
     */
    public record Extended(long leaseMillis) {}

    /** Takes an item or a dead letter away, wherever it is; a lease of it is over. */
    public record Remove(long id) {}

    /** What became of {@link Remove}. */
    public record Removed(boolean existed) {}

    /**
     * Takes items away in the order of their ids, leased ones too, or dead letters.
     *
     * @param dead the dead letters, and not the items
     * @param after only those with larger ids: {@link Purged#next} of the purge before
     * @param max 1 to {@link #MAX_MANY}
     */
    public record Purge(
            @DefaultValue("false") boolean dead,
            @DefaultValue("0") long after,
            @DefaultValue("100") int max) {
        public Purge {
            requireWithin("max", max, 1, MAX_MANY);
        }
    }

    /**
     * Items are gone.
     *
     * @param next where to go on; empty when nothing was left behind them
     */
    public record Purged(int removed, OptionalLong next) {}

    /**
     * Offers dead letters anew, each under a new id, behind what is in the queue, and with all its attempts.
     *
     * @param id of one of them; 0 for the first ones
     * @param max most of them, 1 to {@link #MAX_MANY}; fewer when there is no room for more
     */
    public record Redrive(
            @DefaultValue("0") long id, @DefaultValue("1") int max) {
        public Redrive {
            requireWithin("max", max, 1, MAX_MANY);
        }
    }

    /**
     * Dead letters are items again.
     *
     * @param ids their new ids
     * @param left dead letters that there still are
     */
    public record Redriven(List<Long> ids, long left) {}

    /** Changes settings: those that are there. What each means, and its bounds, is said by {@link QueueSettings}. */
    public record Configure(
            OptionalLong maxItems,
            OptionalLong maxBytes,
            OptionalLong leaseMillis,
            Optional<Integer> maxAttempts,
            OptionalLong ageingMillis,
            OptionalLong maxDead,
            OptionalLong maxRemembered) {
        public Configure {
            // Each bound is of one setting alone: what fits the usual ones fits all.
            changed(
                    QueueSettings.DEFAULT,
                    maxItems,
                    maxBytes,
                    leaseMillis,
                    maxAttempts,
                    ageingMillis,
                    maxDead,
                    maxRemembered);
        }

        /** All of these. */
        public Configure(QueueSettings all) {
            this(
                    OptionalLong.of(all.maxItems()),
                    OptionalLong.of(all.maxBytes()),
                    OptionalLong.of(all.leaseMillis()),
                    Optional.of(all.maxAttempts()),
                    OptionalLong.of(all.ageingMillis()),
                    OptionalLong.of(all.maxDead()),
                    OptionalLong.of(all.maxRemembered()));
        }

        /** These settings with the changes. */
        public QueueSettings changed(QueueSettings settings) {
            return changed(
                    settings, maxItems, maxBytes, leaseMillis, maxAttempts, ageingMillis, maxDead, maxRemembered);
        }

        private static QueueSettings changed(
                QueueSettings settings,
                OptionalLong maxItems,
                OptionalLong maxBytes,
                OptionalLong leaseMillis,
                Optional<Integer> maxAttempts,
                OptionalLong ageingMillis,
                OptionalLong maxDead,
                OptionalLong maxRemembered) {
            return new QueueSettings(
                    maxItems.orElse(settings.maxItems()),
                    maxBytes.orElse(settings.maxBytes()),
                    leaseMillis.orElse(settings.leaseMillis()),
                    maxAttempts.orElse(settings.maxAttempts()),
                    ageingMillis.orElse(settings.ageingMillis()),
                    maxDead.orElse(settings.maxDead()),
                    maxRemembered.orElse(settings.maxRemembered()));
        }
    }

    /** Asks what the queue is like. */
    public record Describe() {}

    /**
     * Asks for items, page by page.
     *
     * @param state of the items; empty for all but dead letters, in the order of their ids
     * @param after {@link ItemPage#next} of the page before; empty for the first page
     * @param limit 1 to {@link #MAX_PAGE}
     * @param payloads they are wanted too
     */
    public record Items(
            Optional<ItemState> state,
            @DefaultValue("") String after,
            @DefaultValue("20") int limit,
            @DefaultValue("false") boolean payloads) {
        public Items {
            requireWithin("limit", limit, 1, MAX_PAGE);
        }
    }

    /**
     * A page of items: in the order in which they are taken, become ready, or lose their leases; else of their ids.
     *
     * @param next where the next page begins; empty behind the last. A page may be empty and have a next one
     */
    public record ItemPage(List<ListedItem> items, Optional<String> next) {}

    /**
     * An item.
     *
     * @param attempts that were begun
     * @param bytes of its payload
     * @param ageMillis since it was offered
     * @param dueMillis until it is ready, or until its lease is over; 0 in other states
     * @param token of its lease, if it has one
     * @param session that has it, if one has
     * @param failures why attempts failed, oldest first; the last {@link #MAX_REASONS}
     * @param payload if it was asked for
     */
    public record ListedItem(
            long id,
            ItemState state,
            int priority,
            String group,
            int attempts,
            int bytes,
            long ageMillis,
            long dueMillis,
            Optional<FencingToken> token,
            Optional<SessionId> session,
            List<FailedAttempt> failures,
            Optional<byte[]> payload) {}

    /**
     * Why an attempt failed.
     *
     * @param atUtcMillis when, by the leader's clock
     */
    public record FailedAttempt(int attempt, String reason, long atUtcMillis) {}

    /** Asks for the item that is to be taken next. */
    public record Peek() {}

    /** The item that is to be taken next, with its payload; empty when none is ready. */
    public record Peeked(Optional<ListedItem> item) {}

    /**
     * Event: an item is a dead letter.
     *
     * @param attempts that it had
     * @param reason of the last one
     * @param dropped dead letters that had to go, because there were too many
     */
    public record Died(long id, int attempts, String reason, int dropped) {}

    private static void requireItem(
            byte[] payload,
            long delayMillis,
            int priority,
            String group,
            String dedupId,
            long dedupWindowMillis,
            int maxAttempts) {
        if (payload.length > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("the payload has " + payload.length + " bytes, allowed are "
                    + MAX_PAYLOAD_BYTES + ": keep it elsewhere, and offer where it is");
        }
        requireWithin("delayMillis", delayMillis, 0, MAX_DELAY_MILLIS);
        requireWithin("priority", priority, -MAX_PRIORITY, MAX_PRIORITY);
        requireShort("group", group, MAX_NAME_CHARACTERS);
        requireShort("dedupId", dedupId, MAX_NAME_CHARACTERS);
        requireWithin("dedupWindowMillis", dedupWindowMillis, 0, MAX_DELAY_MILLIS);
        if (dedupId.isEmpty() != (dedupWindowMillis == 0)) {
            throw new IllegalArgumentException("dedupId and dedupWindowMillis are given together, or neither");
        }
        requireWithin("maxAttempts", maxAttempts, 0, QueueSettings.MOST_ATTEMPTS);
    }

    private static void requireWithin(String component, long number, long least, long most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(component + " must be " + least + " to " + most + ", was " + number);
        }
    }

    private static void requireNotNegative(String component, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(component + " must be 0 or more, was " + number);
        }
    }

    private static void requireShort(String component, String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    component + " has " + text.length() + " characters, allowed are " + most);
        }
    }
}
