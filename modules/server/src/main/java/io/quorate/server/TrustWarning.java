package io.quorate.server;

import io.quorate.kernel.BundleTrust;
import io.quorate.kernel.ClusterKey;
import io.quorate.kernel.Kernel;
import java.lang.System.Logger.Level;

/** Says that a node which other machines reach takes any code, each time that this begins. On the loop only. */
final class TrustWarning {
    private static final System.Logger LOG = System.getLogger(TrustWarning.class.getName());

    private final boolean reachable;
    private boolean told;

    TrustWarning(boolean reachable) {
        this.reachable = reachable;
    }

    void look(Kernel kernel) {
        boolean open =
                reachable && BundleTrust.of(kernel.status().limits()) == BundleTrust.OFF && kernel.isTrustFounded();
        if (open && !told) {
            String key = ClusterKey.BUNDLE_TRUST.key();
            LOG.log(
                    Level.WARNING,
                    "OTHER MACHINES CAN REACH THIS NODE, AND IT TAKES BUNDLES THAT NOBODY HAS SIGNED: " + key
                            + " is off. `quorate cluster config set " + key + " required` changes that;"
                            + " docs/trust.md tells what comes before it");
        }
        told = open;
    }
}
