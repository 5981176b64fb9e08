package io.quorate.kernel;

import java.util.HashMap;
import java.util.Map;

/**
 * A value for each {@link ClusterKey}.
 *
 * @param changed those that differ from their defaults
 */
public record ClusterLimits(Map<ClusterKey, Long> changed) {
    public ClusterLimits {
        changed = Map.copyOf(changed);
    }

    /** The defaults of a cluster. */
    public static ClusterLimits defaults() {
        return new ClusterLimits(Map.of());
    }

    public long of(ClusterKey key) {
        return changed.getOrDefault(key, key.defaultValue());
    }

    /** The range of the key must be one of {@code int}. */
    public int count(ClusterKey key) {
        return Math.toIntExact(of(key));
    }

    /** With another value, in the base unit of the key; its range is not asked. */
    public ClusterLimits with(ClusterKey key, long value) {
        Map<ClusterKey, Long> all = new HashMap<>(changed);
        all.put(key, value);
        return new ClusterLimits(all);
    }

    /** The time to live that a session gets which wants this one. */
    public long ttlMillis(long wanted) {
        return Math.min(Math.max(wanted, of(ClusterKey.MIN_TTL)), of(ClusterKey.MAX_TTL));
    }
}
