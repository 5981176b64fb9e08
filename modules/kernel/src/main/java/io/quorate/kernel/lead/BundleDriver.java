package io.quorate.kernel.lead;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.Loop;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.Problem;
import io.quorate.kernel.RecipeHost;
import io.quorate.kernel.apply.DefinitionReader;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.NodeId;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Moves deployments on: every node looks at staged bundles outside of apply and reports; the leader proposes the switch
 * once enough are ready.
 */
public final class BundleDriver {
    private static final int MAX_DEPLOYMENTS = 1_000;

    /** Ticks between a loss and the next attempt: 1 s. */
    private static final int RETRY_TICKS = 20;

    private final Loop loop;
    private final Rows rows;
    private final RecipeHost host;
    private final NodeId self;
    private final IntSupplier majority;
    private final ProposalQueue proposals;
    private boolean lost;
    private int ticksSinceLoss;

    public BundleDriver(
            Loop loop, Rows rows, RecipeHost host, NodeId self, IntSupplier majority, ProposalQueue proposals) {
        this.loop = loop;
        this.rows = rows;
        this.host = host;
        this.self = self;
        this.majority = majority;
        this.proposals = proposals;
    }

    /** Looks again at everything that is on its way; after a start or a change of leader. */
    public void resume() {
        for (Rows.KeyValue row : rows.listPrefix(Keys.deployments(), MAX_DEPLOYMENTS)) {
            if (StateRows.DEPLOYMENT.decode(row.value()).state() == Deployment.State.STAGED) {
                staged(Keys.digestOf(row.key()));
            }
        }
    }

    /** A bundle is there: this node looks at it and reports. */
    public void staged(BundleDigest digest) {
        byte[] bundle = RecipeRegistry.bytes(rows, digest);
        host.prepare(digest, bundle, verdict -> {
            Proposal.Ready report = report(digest, verdict);
            loop.execute(() -> propose(report));
        });
    }

    private void propose(Proposal proposal) {
        proposals.add(proposal, ProposalQueue.Fate.onLoss(problem -> lost = true));
    }

    /** To be called every few ten ms: what was lost on its way is taken up again after a while. */
    public void tick() {
        ticksSinceLoss = lost ? ticksSinceLoss + 1 : 0;
        if (ticksSinceLoss >= RETRY_TICKS) {
            lost = false;
            resume();
        }
    }

    private Proposal.Ready report(BundleDigest digest, PreparedBundle verdict) {
        if (verdict instanceof PreparedBundle.Ready ready) {
            try {
                DefinitionReader.read(ready, host.meter());
                return new Proposal.Ready(
                        digest,
                        self.value(),
                        host.fingerprint(),
                        ready.name(),
                        ready.version(),
                        ready.stateVersion(),
                        ready.contract(),
                        "");
            } catch (IllegalArgumentException wrong) {
                return refused(digest, List.of("its definition is wrong: " + wrong.getMessage()));
            }
        }
        return refused(digest, ((PreparedBundle.Refused) verdict).reasons());
    }

    private Proposal.Ready refused(BundleDigest digest, List<String> reasons) {
        return new Proposal.Ready(
                digest, self.value(), host.fingerprint(), "", "", 0, 0, Problem.storable(String.join("; ", reasons)));
    }

    /** A node reported: with enough of them the switch is proposed. */
    public void reported(BundleDigest digest) {
        byte[] row = rows.get(Keys.deployment(digest));
        if (row == null) {
            return;
        }
        Deployment deployment = StateRows.DEPLOYMENT.decode(row);
        if (deployment.state() == Deployment.State.STAGED && deployment.ready().size() >= majority.getAsInt()) {
            propose(new Proposal.Activate(digest));
        }
    }

    public void released(BundleDigest digest) {
        host.release(digest);
    }
}
