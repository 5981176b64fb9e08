package io.quorate.cli.demo;

import java.time.Duration;

/** Waits for what must become true. */
final class Patience {
    private static final long POLL_MILLIS = 20;

    private Patience() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Asks again and again for as long as anything may take, and then fails with {@code otherwise}. */
    static void await(Condition condition, String otherwise) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (!condition.holds()) {
            Story.require(since(startNanos).compareTo(Child.PATIENCE) < 0, otherwise);
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** @param startNanos an earlier {@link System#nanoTime()} */
    static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
