package io.quorate.testkit.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A test's thread waits for the cluster's. */
final class Waiting {
    /** By the machine's clock: something must have gone wrong when this is not enough. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    static final Duration UNLIMITED = Duration.ofDays(365);

    private Waiting() {}

    static <T> T of(CompletableFuture<T> future, Duration longest) {
        try {
            return within(future, longest);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the test cluster did not answer for " + longest.toSeconds() + " s", e);
        }
    }

    static <T> T within(CompletableFuture<T> future, Duration longest) throws TimeoutException {
        try {
            return future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the test cluster", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException("the test cluster failed: " + e.getCause(), e.getCause());
        }
    }
}
