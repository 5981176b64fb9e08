package io.quorate.recipe.lock.api;

import java.time.Duration;

/**
 * How a lock is to be held. Each method gives options that differ in one thing.
 *
 * @param label what the program calls itself, shown to others; at most {@link LockContract#MAX_TEXT_CHARACTERS}
 * @param owner who of this client may acquire again what it holds, such as a thread or a task; empty for nobody
 * @param maxHold how long a hold lasts at most; zero for no limit
 */
public record LockOptions(String label, String owner, Duration maxHold) {
    /** Held by nobody in particular, not re-entrant, for as long as its session lives. */
    public static final LockOptions DEFAULT = new LockOptions("", "", Duration.ZERO);

    public LockOptions labelled(String newLabel) {
        return new LockOptions(newLabel, owner, maxHold);
    }

    /** The same owner gets the hold that it has once more, with the same token; the hold ends when each handle was closed. */
    public LockOptions reentrantBy(String newOwner) {
        return new LockOptions(label, newOwner, maxHold);
    }

    /**
     * The hold ends after so much log time, counted from the grant, unless it is {@linkplain LockHandle#renewMaxHold renewed}. The
     * handle counts from when it asked, and ends a little earlier. Where the owner holds the lock already, what was said
     * at first goes on to count.
     */
    public LockOptions maxHold(Duration atMost) {
        return new LockOptions(label, owner, atMost);
    }
}
