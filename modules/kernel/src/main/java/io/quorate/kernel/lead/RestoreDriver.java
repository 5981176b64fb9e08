package io.quorate.kernel.lead;

import io.quorate.kernel.Problem;
import io.quorate.kernel.apply.ProposalOutcome;
import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Restore;
import io.quorate.kernel.state.Rows;
import java.util.function.BooleanSupplier;

/**
 * Lets what is left of a restore go on, one step at a time. What is left is state, so that the next leader goes on where this one
 * stopped.
 */
public final class RestoreDriver {
    private final Rows rows;
    private final BooleanSupplier leads;
    private final ProposalQueue proposals;
    private boolean proposed;

    /** @param leads this node leads, and has applied all of before */
    public RestoreDriver(Rows rows, BooleanSupplier leads, ProposalQueue proposals) {
        this.rows = rows;
        this.leads = leads;
        this.proposals = proposals;
    }

    /** To be called every few ten ms. */
    public void tick() {
        if (proposed || !leads.getAsBoolean()) {
            return;
        }
        Restore.of(rows)
                .filter(restore -> restore.phase() != Restore.Phase.STAGING)
                .ifPresent(this::propose);
    }

    public void leadershipChanged() {
        proposed = false;
    }

    private void propose(Restore restore) {
        proposed = true;
        proposals.add(new Proposal.RestoreStep(restore.id()), new ProposalQueue.Fate() {
            @Override
            public void applied(ProposalOutcome outcome) {
                proposed = false;
                tick();
            }

            @Override
            public void lost(Problem problem, boolean surely) {
                proposed = false;
            }
        });
    }
}
