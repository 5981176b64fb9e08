package io.quorate.recipe.barrier.api;

/** What an instance is: its first use says it, and it stays that until it is gone. */
public enum BarrierKind {
    /** Opens when it was counted down to 0, and stays open until it is reset. */
    LATCH,
    /** Lets so many parties through at once, again and again. */
    CYCLIC,
    /** Lets so many parties in at once, and the next ones when all of those have left. */
    DOUBLE,
    /** Has parties that register, and a phase that ends when all of them have arrived. */
    PHASER
}
