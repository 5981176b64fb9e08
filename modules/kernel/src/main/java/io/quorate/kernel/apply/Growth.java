package io.quorate.kernel.apply;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Logical bytes by which namespaces come to hold more, or less; most often one does, or none. */
final class Growth {
    // Made with the first one, since most steps of sessions have none.
    private Map<String, Long> bytes = Map.of();

    void add(String namespace, long more) {
        if (more == 0) {
            return;
        }
        if (bytes.isEmpty()) {
            bytes = new TreeMap<>();
        }
        bytes.merge(namespace, more, Long::sum);
    }

    void add(Growth other) {
        other.bytes.forEach(this::add);
    }

    long of(String namespace) {
        return bytes.getOrDefault(namespace, 0L);
    }

    /** Of all namespaces. */
    long total() {
        long total = 0;
        for (long more : bytes.values()) {
            total += more;
        }
        return total;
    }

    /** Those that hold more or less, and perhaps some that do not. */
    Map<String, Long> byNamespace() {
        return Collections.unmodifiableMap(bytes);
    }
}
