package io.quorate.kernel.lead;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.DefinitionCheck;
import io.quorate.kernel.Loop;
import io.quorate.kernel.PreparedBundle;
import io.quorate.kernel.Problem;
import io.quorate.kernel.RecipeHost;
import io.quorate.kernel.apply.ActiveRecipe;
import io.quorate.kernel.apply.DefinitionReader;
import io.quorate.kernel.apply.RecipeRegistry;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Deployment;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.LogStatus;
import io.quorate.log.NodeId;
import io.quorate.log.ReplicatedLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Moves deployments on: every node looks at staged bundles outside of apply and reports; the leader proposes the switch
 * once enough are ready.
 */
public final class BundleDriver {
    private static final int MAX_DEPLOYMENTS = 1_000;

    /** Ticks between two looks at what is on its way: 1 s. */
    private static final int RETRY_TICKS = 20;

    /** What this node reports on a bundle, and the recipe when it can run it. */
    private record Look(Proposal.Ready report, Optional<ActiveRecipe> recipe) {}

    private final Loop loop;
    private final Rows rows;
    private final RecipeRegistry recipes;
    private final RecipeHost host;
    private final ReplicatedLog log;
    private final Supplier<Members> members;
    private final ProposalQueue proposals;
    private int ticks;

    public BundleDriver(
            Loop loop,
            Rows rows,
            RecipeRegistry recipes,
            RecipeHost host,
            ReplicatedLog log,
            Supplier<Members> members,
            ProposalQueue proposals) {
        this.loop = loop;
        this.rows = rows;
        this.recipes = recipes;
        this.host = host;
        this.log = log;
        this.members = members;
        this.proposals = proposals;
    }

    /** To be called every few ten ms: what was lost on its way is taken up again after a while. */
    public void tick() {
        ticks++;
        if (ticks % RETRY_TICKS == 0) {
            resume();
        }
    }

    /** Looks again at everything that is on its way; after a start or a change of leader. */
    public void resume() {
        for (Rows.KeyValue row : rows.listPrefix(Keys.deployments(), MAX_DEPLOYMENTS)) {
            Deployment deployment = StateRows.DEPLOYMENT.decode(row.value());
            BundleDigest digest = Keys.digestOf(row.key());
            if (deployment.state() == Deployment.State.STAGED && !isReady(deployment, self())) {
                staged(digest);
            } else {
                reported(digest);
            }
        }
    }

    private NodeId self() {
        return log.status().self();
    }

    private static boolean isReady(Deployment deployment, NodeId node) {
        return deployment.ready().containsKey(node.toString());
    }

    /** A bundle is there: this node looks at it and reports. */
    public void staged(BundleDigest digest) {
        byte[] bundle = RecipeRegistry.bytes(rows, digest);
        host.prepare(digest, bundle, verdict -> {
            Look look = look(digest, verdict);
            loop.execute(() -> looked(look));
        });
    }

    private void looked(Look look) {
        boolean isStaged = deployment(look.report().digest())
                .filter(deployment -> deployment.state() == Deployment.State.STAGED)
                .isPresent();
        if (isStaged) {
            look.recipe().ifPresent(recipes::keepStaged);
        }
        proposals.forward(look.report());
    }

    private Optional<Deployment> deployment(BundleDigest digest) {
        return Optional.ofNullable(rows.get(Keys.deployment(digest))).map(StateRows.DEPLOYMENT::decode);
    }

    /**
     * A node reported. The leader proposes the switch once a majority is ready and every voter that can be reached: a dead one
     * does not block a fix, a slow one is waited for.
     */
    public void reported(BundleDigest digest) {
        LogStatus status = log.status();
        Optional<Deployment> known = deployment(digest);
        if (known.isEmpty() || !status.leadership().selfReady()) {
            return;
        }
        Deployment deployment = known.get();
        boolean everybody = status.membership().voters().stream()
                .filter(voter -> status.reachable().contains(voter))
                .allMatch(voter -> isReady(deployment, voter));
        if (deployment.state() == Deployment.State.STAGED
                && everybody
                && members.get().isMajority(deployment.ready().keySet())) {
            proposals.add(new Proposal.Activate(digest), ProposalQueue.Fate.ignored());
        }
    }

    /** On the thread that the host uses: reading a definition makes codecs, which takes long the first time. */
    private Look look(BundleDigest digest, PreparedBundle verdict) {
        if (verdict instanceof PreparedBundle.Refused refused) {
            return new Look(refused(digest, refused.reasons()), Optional.empty());
        }
        PreparedBundle.Ready ready = (PreparedBundle.Ready) verdict;
        try {
            ActiveRecipe recipe = new ActiveRecipe(digest, DefinitionReader.read(ready, host.meter()));
            return new Look(ready(digest, ready), Optional.of(recipe));
        } catch (IllegalArgumentException wrong) {
            return new Look(refused(digest, List.of(DefinitionCheck.describe(wrong))), Optional.empty());
        }
    }

    private Proposal.Ready ready(BundleDigest digest, PreparedBundle.Ready ready) {
        return new Proposal.Ready(
                digest,
                self().value(),
                "kernel=" + KernelRow.KERNEL_LEVEL + ";" + ready.fingerprint(),
                ready.name(),
                ready.version(),
                ready.stateVersion(),
                ready.contract(),
                "");
    }

    private Proposal.Ready refused(BundleDigest digest, List<String> reasons) {
        return new Proposal.Ready(
                digest, self().value(), "", "", "", 0, 0, Problem.storable(String.join("; ", reasons)));
    }

    public void released(BundleDigest digest) {
        host.release(digest);
    }
}
