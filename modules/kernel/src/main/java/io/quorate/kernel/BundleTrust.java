package io.quorate.kernel;

import java.util.Locale;

/** Which bundles a cluster takes: the values of {@link ClusterKey#BUNDLE_TRUST}, in their order. */
public enum BundleTrust {
    /** All; signatures are not looked at. */
    OFF,
    /** Those that a trusted key has signed, or whose digest is trusted. */
    REQUIRED;

    /** What holds under these limits. */
    public static BundleTrust of(ClusterLimits limits) {
        return values()[limits.count(ClusterKey.BUNDLE_TRUST)];
    }

    /** As the configuration of the cluster keeps it. */
    public long value() {
        return ClusterKey.BUNDLE_TRUST.scale().parse(toString()).orElseThrow();
    }

    /** As people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
