package io.quorate.server;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelStatus;
import io.quorate.kernel.Loop;
import io.quorate.log.NodeId;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.server.Bootstrap.BundleFile;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What a new cluster is told once: whom it trusts, and its first bundles. Both are the leader's to do, and the next leader's when it
 * fails meanwhile, so each node looks until the state says that they are done. On the loop only.
 */
final class Founding {
    private static final System.Logger LOG = System.getLogger(Founding.class.getName());

    /** Between two looks while this node does not serve yet. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Between two looks once it serves, and between two attempts. */
    private static final long LATER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Kernel kernel;
    private final Loop loop;
    private final NodeId self;
    private final SystemCommand.FoundTrust trust;
    private final List<BundleFile> bundles;
    private final BooleanSupplier over;
    private final CompletableFuture<Void> ready;

    /**
     * Nothing happens before the first {@link #look}.
     *
     * @param bundles none on a node that is not to deploy any
     * @param over the server is closed
     * @param ready completed when this node serves: it leads and all is done, or it knows who leads; exceptionally when a bundle is
     *     refused
     */
    Founding(
            Kernel kernel,
            Loop loop,
            NodeId self,
            SystemCommand.FoundTrust trust,
            List<BundleFile> bundles,
            BooleanSupplier over,
            CompletableFuture<Void> ready) {
        this.kernel = kernel;
        this.loop = loop;
        this.self = self;
        this.trust = trust;
        this.bundles = bundles;
        this.over = over;
        this.ready = ready;
    }

    /** Does what is due, and looks again until nothing is. */
    void look() {
        if (over.getAsBoolean()) {
            return;
        }
        KernelStatus status = kernel.status();
        if (status.leads() && isDue()) {
            found();
            return;
        }
        boolean follows = status.leader().filter(leader -> !leader.equals(self)).isPresent();
        if (follows || status.leads()) {
            ready.complete(null);
        }
        if (isDue() || !ready.isDone()) {
            loop.schedule(ready.isDone() ? LATER_NANOS : SOON_NANOS, this::look);
        }
    }

    private boolean isDue() {
        return !kernel.isTrustFounded() || areBundlesDue();
    }

    private boolean areBundlesDue() {
        return !bundles.isEmpty() && !kernel.isBootstrapped();
    }

    private void found() {
        Bootstrap.run(
                        kernel,
                        kernel.isTrustFounded() ? Optional.empty() : Optional.of(trust),
                        areBundlesDue() ? bundles : List.of())
                .whenComplete((done, refusal) -> {
                    if (refusal == null) {
                        loop.schedule(isDue() ? LATER_NANOS : 0, this::look);
                    } else {
                        LOG.log(
                                Level.ERROR,
                                "not all first bundles are deployed; the next start tries again: "
                                        + refusal.getMessage());
                        ready.completeExceptionally(refusal);
                    }
                });
    }
}
