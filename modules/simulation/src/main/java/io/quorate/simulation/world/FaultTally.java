package io.quorate.simulation.world;

import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault has really happened. */
public final class FaultTally {
    private final Map<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);

    public void add(FaultKind kind, long times) {
        counts.merge(kind, times, Long::sum);
    }

    public long of(FaultKind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** All but the details. */
    public long injected() {
        return counts.entrySet().stream()
                .filter(count -> !count.getKey().isDetail())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public void addAll(FaultTally other) {
        other.counts.forEach(this::add);
    }
}
