package io.quorate.kernel.apply;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Logical bytes by which namespaces come to hold more, or less. */
final class Growth {
    /** Takes what one namespace holds more, which may be nothing. */
    interface Taker {
        void take(String namespace, long more);
    }

    // Nearly always there is no other one, and each command makes several of these.
    private @Nullable String first;
    private long ofFirst;
    private Map<String, Long> ofOthers = Map.of();

    void add(String namespace, long more) {
        if (first == null || first.equals(namespace)) {
            first = namespace;
            ofFirst += more;
        } else {
            if (ofOthers.isEmpty()) {
                ofOthers = new TreeMap<>();
            }
            ofOthers.merge(namespace, more, Long::sum);
        }
    }

    void add(Growth other) {
        other.forEach(this::add);
    }

    long of(String namespace) {
        return namespace.equals(first) ? ofFirst : ofOthers.getOrDefault(namespace, 0L);
    }

    /** Of all namespaces. */
    long total() {
        long total = ofFirst;
        for (long more : ofOthers.values()) {
            total += more;
        }
        return total;
    }

    /** In an order that follows from the command alone. */
    void forEach(Taker taker) {
        if (first != null) {
            taker.take(first, ofFirst);
        }
        ofOthers.forEach(taker::take);
    }
}
