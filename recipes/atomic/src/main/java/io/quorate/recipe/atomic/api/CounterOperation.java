package io.quorate.recipe.atomic.api;

/** How an operand changes a counter. */
public enum CounterOperation {
    /** The larger one stays. */
    MAX,
    /** The smaller one stays. */
    MIN,
    /** The bits that both have. */
    AND,
    /** The bits that one of both has. */
    OR
}
