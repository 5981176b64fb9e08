package io.quorate.testkit.cluster;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the first failure that nobody asked for. On the cluster's thread; read by any. */
final class Failures {
    private volatile @Nullable IllegalStateException first;

    void of(String who, Throwable failure) {
        if (first == null) {
            first = new IllegalStateException(who + " of the test cluster failed: " + failure, failure);
        }
    }

    Optional<IllegalStateException> first() {
        return Optional.ofNullable(first);
    }
}
