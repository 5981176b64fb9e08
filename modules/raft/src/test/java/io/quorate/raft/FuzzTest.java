package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A bounded number of {@link Fuzz}'s seeds in every build; {@code -Dseeds} and {@code -Dseed.first} choose. */
class FuzzTest {
    private static final int DEFAULT_SEEDS = 200;

    @Test
    void everySeedIsSafeAndEndsWell() {
        int seeds = Integer.getInteger("seeds", DEFAULT_SEEDS);
        long first = Long.getLong("seed.first", 1);
        long commands = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                commands += Fuzz.run(seed);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
        assertTrue(commands > 10L * seeds, "only " + commands + " commands were committed");
    }
}
