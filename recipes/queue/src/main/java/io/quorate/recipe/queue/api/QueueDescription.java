package io.quorate.recipe.queue.api;

import io.quorate.recipe.SessionId;
import java.util.List;

/**
 * A queue at one revision.
 *
 * @param items that are not acknowledged, dead letters apart
 * @param bytes of their payloads
 * @param ready to be taken
 * @param delayed until their time
 * @param leased taken, and not acknowledged
 * @param behind others of their groups
 * @param dead letters
 * @param remembered deduplication ids
 * @param oldestMillis age of the item that was offered first; 0 without items
 * @param offersWaiting calls that wait for room
 * @param taking calls that wait for items, in log order; the first {@link #MAX_LISTED}
 * @param moreTaking more wait than are listed
 */
public record QueueDescription(
        long items,
        long bytes,
        long ready,
        long delayed,
        long leased,
        long behind,
        long dead,
        long remembered,
        long oldestMillis,
        int offersWaiting,
        List<Taker> taking,
        boolean moreTaking,
        QueueSettings settings) {
    /** Calls that are listed. */
    public static final int MAX_LISTED = 100;

    /**
     * A call that waits for items.
     *
     * @param max items that it wants
     * @param waitedMillis so far
     */
    public record Taker(SessionId session, int max, long waitedMillis) {}
}
