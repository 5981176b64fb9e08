package io.quorate.recipe.barrier.api;

/** What becomes of a generation that loses a party. */
public enum LossPolicy {
    /** It is broken: all that wait in it are refused with {@link BarrierContract#BROKEN}, and the next one begins anew. */
    BREAK,
    /** It goes on with one party less. */
    SHRINK
}
