package io.quorate.kernel.apply;

import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.FormerClusters;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Leap;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import java.util.List;

/**
 * One node begins a new cluster with the state that it has of a cluster whose majority was lost. Sessions stay, since their clients may
 * believe in them for as long as they live; those clients ask for the former cluster, and so nobody comes for them.
 */
final class NewBeginning {
    private NewBeginning() {}

    /** Whether nobody else takes part. */
    static boolean isDue(Proposal.BeginAnew anew, Members members) {
        return members.voters().equals(List.of(anew.node()))
                && members.learners().isEmpty();
    }

    /** As the first revision of the new epoch. */
    static void run(Step step, Proposal.BeginAnew anew, Leap leap, Members members) {
        MemberChanges.giveUp(step, members, "the cluster has lost most of its nodes; this one began anew");
        Readmissions.forget(step);
        for (Rows.KeyValue row : step.rows().listPrefix(Keys.hashChecks(), Integer.MAX_VALUE)) {
            step.rows().delete(row.key());
        }
        FormerClusters former = FormerClusters.of(step.rows()).and(anew.formerCluster());
        step.rows().put(Keys.formerClusters(), StateRows.FORMER_CLUSTERS.encode(former));
        step.effect(new Effect.Restored(leap.epoch(), leap.revision()));
    }
}
