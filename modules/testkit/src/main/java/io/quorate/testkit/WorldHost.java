package io.quorate.testkit;

import io.quorate.kernel.RecipeHost;

/** What turns bundles into recipes on one node of a world: at once, on the calling thread. */
sealed interface WorldHost extends RecipeHost permits ClassPathHost, BundleHost {
    /** Steps that recipes have used on this node. */
    long steps();
}
