package io.quorate.kernel;

import io.quorate.kernel.state.Keys;

/** Which rows of a state store are the recipes', and not the kernel's own; for those who compare what recipes keep. */
public final class RecipeRows {
    private RecipeRows() {}

    /** Whether the row of this key is an instance, or a row, ticket, timer or bound session of one. */
    public static boolean has(byte[] key) {
        return Keys.isOfInstance(key);
    }
}
