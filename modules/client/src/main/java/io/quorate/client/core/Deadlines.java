package io.quorate.client.core;

import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/** Moments at which something with a number is due. */
final class Deadlines {
    private record Due(long nanos, long id) {}

    private final TreeSet<Due> order =
            new TreeSet<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::id));

    void add(long nanos, long id) {
        order.add(new Due(nanos, id));
    }

    void remove(long nanos, long id) {
        order.remove(new Due(nanos, id));
    }

    /** Removes the earliest that is due. */
    Optional<Long> poll(Moment now) {
        return nextNanos() <= now.nanos() ? Optional.of(order.pollFirst().id()) : Optional.empty();
    }

    long nextNanos() {
        return order.isEmpty() ? Moment.NEVER : order.first().nanos();
    }
}
