package io.quorate.recipe.queue.api;

import io.quorate.recipe.client.Calls;
import io.quorate.recipe.queue.api.QueueContract.NewItem;
import java.time.Duration;

/**
 * How an item is offered.
 *
 * @param delay it is not taken earlier, in log time
 * @param priority -{@link QueueContract#MAX_PRIORITY} to {@link QueueContract#MAX_PRIORITY}, the higher the sooner
 * @param group items of one group are taken in the order in which they were offered, one at a time; empty for none
 * @param dedupId of what is offered, by which it is known when it is offered again; empty for none
 * @param dedupWindow how long the id is remembered, in log time
 * @param maxAttempts after so many it is a dead letter; 0 for as many as the queue says
 * @param waitForRoom longest wait for room, in log time; zero to be refused when there is none
 */
public record OfferOptions(
        Duration delay,
        int priority,
        String group,
        String dedupId,
        Duration dedupWindow,
        int maxAttempts,
        Duration waitForRoom) {
    /** Ready at once, with priority 0, in no group, and refused when the queue is full. */
    public static final OfferOptions DEFAULT =
            new OfferOptions(Duration.ZERO, 0, "", "", Duration.ZERO, 0, Duration.ZERO);

    public OfferOptions delay(Duration time) {
        return new OfferOptions(time, priority, group, dedupId, dedupWindow, maxAttempts, waitForRoom);
    }

    public OfferOptions priority(int height) {
        return new OfferOptions(delay, height, group, dedupId, dedupWindow, maxAttempts, waitForRoom);
    }

    public OfferOptions group(String key) {
        return new OfferOptions(delay, priority, key, dedupId, dedupWindow, maxAttempts, waitForRoom);
    }

    /** Offered again under this id within this log time, it is not taken in again. */
    public OfferOptions dedup(String id, Duration window) {
        return new OfferOptions(delay, priority, group, id, window, maxAttempts, waitForRoom);
    }

    public OfferOptions maxAttempts(int attempts) {
        return new OfferOptions(delay, priority, group, dedupId, dedupWindow, attempts, waitForRoom);
    }

    public OfferOptions waitForRoom(Duration longest) {
        return new OfferOptions(delay, priority, group, dedupId, dedupWindow, maxAttempts, longest);
    }

    NewItem item(byte[] payload) {
        return new NewItem(
                payload, Calls.millis(delay), priority, group, dedupId, Calls.millis(dedupWindow), maxAttempts);
    }
}
