package io.quorate.recipe.queue.api;

/** Where an item is. */
public enum ItemState {
    /** To be taken next, in its turn. */
    READY,
    /** Not to be taken before its time. */
    DELAYED,
    /** Taken, and not acknowledged. */
    LEASED,
    /** Behind another item of its group. */
    BEHIND,
    /** A dead letter: its attempts are used up. */
    DEAD
}
