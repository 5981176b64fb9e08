package io.quorate.testkit.cluster;

import io.quorate.log.NodeId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the first failure of a node that nobody asked for. */
final class Failures {
    private volatile @Nullable IllegalStateException first;

    void of(NodeId node, Throwable failure) {
        if (first == null) {
            first = new IllegalStateException("node " + node + " of the test cluster failed: " + failure, failure);
        }
    }

    Optional<IllegalStateException> first() {
        return Optional.ofNullable(first);
    }
}
