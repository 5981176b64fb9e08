package io.quorate.kernel.apply;

import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.ClusterLimits;
import io.quorate.kernel.state.ConfigurationRow;
import io.quorate.kernel.state.Rows;
import java.util.Map;

/** The cluster's limits at the applied revision: what the state says, and defaults for the rest. Moved by apply alone. */
public final class LimitsInForce {
    private final ClusterLimits defaults;
    private ClusterLimits now;

    LimitsInForce(ClusterLimits defaults, Rows rows) {
        this.defaults = defaults;
        this.now = read(defaults, rows);
    }

    /** The state holds another configuration from now on. */
    void reload(Rows rows) {
        now = read(defaults, rows);
    }

    private static ClusterLimits read(ClusterLimits defaults, Rows rows) {
        ClusterLimits limits = defaults;
        Map<String, Long> set = ConfigurationRow.of(rows).values();
        for (ClusterKey key : ClusterKey.values()) {
            Long value = set.get(key.key());
            limits = value == null ? limits : limits.with(key, value);
        }
        return limits;
    }

    public long of(ClusterKey key) {
        return now.of(key);
    }

    public int count(ClusterKey key) {
        return now.count(key);
    }

    /** All of them at this moment. */
    public ClusterLimits now() {
        return now;
    }

    /** What holds for a key that is not set. */
    public long unset(ClusterKey key) {
        return defaults.of(key);
    }
}
