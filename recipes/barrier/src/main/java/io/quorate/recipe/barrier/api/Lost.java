package io.quorate.recipe.barrier.api;

import io.quorate.recipe.SessionId;

/**
 * A party that is not there any more.
 *
 * @param label what it called itself; empty when it said nothing, or is not known any more
 */
public record Lost(SessionId session, String label, Reason reason) {
    /** Why it is gone. */
    public enum Reason {
        /** Its session ended. */
        SESSION_ENDED,
        /** It waited as long as it wanted to. */
        TIMED_OUT,
        /** Its caller gave up. */
        CANCELLED
    }
}
