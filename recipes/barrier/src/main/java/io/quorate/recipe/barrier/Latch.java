package io.quorate.recipe.barrier;

import io.quorate.recipe.barrier.api.BarrierKind;

/**
 * A latch.
 *
 * @param generation 0 as long as nobody has said the count
 * @param initial what it counts from
 * @param count what is left; it is open at 0
 * @param waiting calls that wait for it
 */
public record Latch(long generation, int initial, int count, int waiting) implements Stage {
    /** One whose count nobody has said. */
    static final Latch UNSET = new Latch(0, 0, 0, 0);

    @Override
    public BarrierKind kind() {
        return BarrierKind.LATCH;
    }

    boolean isSet() {
        return generation > 0;
    }

    boolean isOpen() {
        return isSet() && count == 0;
    }

    @Override
    public boolean isUsed() {
        return isSet() || waiting > 0;
    }

    Latch begun(long newGeneration, int from) {
        return new Latch(newGeneration, from, from, waiting);
    }

    Latch counted() {
        return new Latch(generation, initial, count - 1, waiting);
    }

    Latch waitedForBy(int calls) {
        return new Latch(generation, initial, count, calls);
    }

    @Override
    public String shown() {
        return isSet() ? "a latch that counts from " + initial : "a latch";
    }
}
