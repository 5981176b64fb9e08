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

    /** All but those of single sectors and directory entries, which come by the hundred. */
    public long injected() {
        long sum = 0;
        for (Map.Entry<FaultKind, Long> count : counts.entrySet()) {
            boolean detail = count.getKey() == FaultKind.SECTOR_LOST
                    || count.getKey() == FaultKind.SECTOR_TORN
                    || count.getKey() == FaultKind.DIRECTORY_CHANGE_LOST;
            sum += detail ? 0 : count.getValue();
        }
        return sum;
    }

    public void addAll(FaultTally other) {
        other.counts.forEach(this::add);
    }
}
