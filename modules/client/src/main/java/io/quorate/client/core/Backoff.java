package io.quorate.client.core;

import java.util.random.RandomGenerator;

/** Pauses that double up to a bound; each is drawn from the upper half, so that many clients do not come at once. */
record Backoff(long firstNanos, long maxNanos) {
    private static final int MAX_DOUBLINGS = 30;

    /**
     * @param failures so far, of one server or of all of them in turn; from 1
     */
    long nanos(int failures, RandomGenerator random) {
        long whole = Math.min(maxNanos, firstNanos << Math.min(failures - 1, MAX_DOUBLINGS));
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }
}
