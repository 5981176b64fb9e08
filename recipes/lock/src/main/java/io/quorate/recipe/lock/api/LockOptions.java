package io.quorate.recipe.lock.api;

/**
 * How a lock is to be held. Each method gives options that differ in one thing.
 *
 * @param label what the program calls itself, shown to others; at most {@link LockContract#MAX_TEXT_CHARACTERS}
 * @param owner who of this client may acquire again what it holds, such as a thread or a task; empty for nobody
 */
public record LockOptions(String label, String owner) {
    /** Held by nobody in particular, and not re-entrant. */
    public static final LockOptions DEFAULT = new LockOptions("", "");

    public LockOptions labelled(String newLabel) {
        return new LockOptions(newLabel, owner);
    }

    /** The same owner gets the hold that it has once more, with the same token; the hold ends when each handle was closed. */
    public LockOptions reentrantBy(String newOwner) {
        return new LockOptions(label, newOwner);
    }
}
