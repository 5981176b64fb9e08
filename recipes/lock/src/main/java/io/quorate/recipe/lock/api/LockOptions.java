package io.quorate.recipe.lock.api;

import java.time.Duration;

/**
 * How a lock is to be held. Each method gives options that differ in one thing.
 *
 * @param label what the program calls itself, shown to others; at most {@link LockContract#MAX_TEXT_CHARACTERS}
 * @param owner who of this client may acquire again what it holds, such as a thread or a task; empty for nobody
 * @param maxHold how long a hold lasts at most; zero for no limit
 * @param lockDelay how long the lock is kept back from the next one when the hold is not given back
 * @param detached how long a hold outlives its session; zero for not at all
 */
public record LockOptions(String label, String owner, Duration maxHold, Duration lockDelay, Duration detached) {
    /** Held by nobody in particular, not re-entrant, for as long as its session lives. */
    public static final LockOptions DEFAULT = new LockOptions(
            "", "", Duration.ZERO, Duration.ofMillis(LockContract.DEFAULT_LOCK_DELAY_MILLIS), Duration.ZERO);

    public LockOptions labelled(String newLabel) {
        return new LockOptions(newLabel, owner, maxHold, lockDelay, detached);
    }

    /** The same owner gets the hold that it has once more, with the same token; the hold ends when each handle was closed. */
    public LockOptions reentrantBy(String newOwner) {
        return new LockOptions(label, newOwner, maxHold, lockDelay, detached);
    }

    /**
     * The hold ends after so much log time, counted from the grant, unless it is {@linkplain LockHandle#renewMaxHold renewed}. The
     * handle counts from when it asked, and ends a little earlier. Where the owner holds the lock already, what was said
     * at first goes on to count.
     */
    public LockOptions maxHold(Duration atMost) {
        return new LockOptions(label, owner, atMost, lockDelay, detached);
    }

    /**
     * For what cannot check tokens: when the session of the hold ends, or its time is over, nobody gets the lock for so long, at
     * most {@link LockContract#LONGEST_LOCK_DELAY_MILLIS}, so that what is still on its way arrives. A hold that is given back or
     * revoked is passed on at once.
     */
    public LockOptions lockDelay(Duration keptBack) {
        return new LockOptions(label, owner, maxHold, keptBack, detached);
    }

    /**
     * When the session of the hold ends, the hold goes on for so much log time, in which another program, or this one, started
     * again, may {@linkplain LockClient#resume resume} it with what {@link LockHandle#resumption} says.
     */
    public LockOptions detached(Duration outlives) {
        return new LockOptions(label, owner, maxHold, lockDelay, outlives);
    }
}
