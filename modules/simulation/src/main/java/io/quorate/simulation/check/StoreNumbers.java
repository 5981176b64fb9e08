package io.quorate.simulation.check;

import java.util.Optional;

/**
 * What calls put into stores, and add there, so that whoever sees a value knows who has put it, and whether something was added since: a
 * value is the sum of the calls' numbers, and how many of them have added. For calls below 2^40 and fewer than 1,024 additions.
 */
public final class StoreNumbers {
    private static final int BITS_OF_ADDITIONS = 10;

    private StoreNumbers() {}

    /** What this call puts. */
    public static long put(long call) {
        return call << BITS_OF_ADDITIONS;
    }

    /** What this call adds. */
    public static long added(long call) {
        return put(call) + 1;
    }

    /** The call that has put this value; empty when something was added since. */
    static Optional<Long> putBy(long value) {
        long call = value >> BITS_OF_ADDITIONS;
        return value == put(call) ? Optional.of(call) : Optional.empty();
    }
}
