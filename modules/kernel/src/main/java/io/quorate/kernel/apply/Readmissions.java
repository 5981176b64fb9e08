package io.quorate.kernel.apply;

import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.MemberDirectories;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.Readmission;
import io.quorate.kernel.state.StateRows;
import java.util.Optional;
import java.util.TreeMap;

/** Which data the members have, and how one that lost its data comes back. */
final class Readmissions {
    private Readmissions() {}

    /** A voter's promises are counted until it votes no longer, so that its new data must wait for that; nobody counts a learner's. */
    static void met(Step step, Proposal.Met met, Members members) {
        MemberDirectories directories = MemberDirectories.of(step.rows());
        Optional<String> agreed = directories.of(met.node());
        boolean votes = members.voters().contains(met.node());
        Optional<Readmission> underWay = find(step);
        if (underWay.filter(coming -> coming.node() == met.node()).isPresent()) {
            // It lost its data again, and goes once more before it comes.
            begin(step, met);
        } else if (agreed.filter(met.directory()::equals).isPresent()) {
            return;
        } else if (votes && agreed.isPresent()) {
            if (underWay.isEmpty() && MemberChanges.find(step).isEmpty()) {
                begin(step, met);
            }
        } else if (votes || members.learners().contains(met.node())) {
            put(step, directories.with(met.node(), met.directory()));
        }
    }

    private static void begin(Step step, Proposal.Met met) {
        Readmission coming = new Readmission(met.node(), met.directory());
        step.rows().put(Keys.readmission(), StateRows.READMISSION.encode(coming));
    }

    /** The members are these from now on: a node that votes no longer may come with other data, and one that votes again is through. */
    static void changed(Step step, Members members) {
        Optional<Readmission> readmission = find(step);
        MemberDirectories before = MemberDirectories.of(step.rows());
        TreeMap<String, String> kept = new TreeMap<>(before.byNode());
        kept.keySet().removeIf(node -> !takesPart(members, Integer.parseInt(node)));
        readmission.ifPresent(coming -> {
            if (!takesPart(members, coming.node())) {
                kept.put(Integer.toString(coming.node()), coming.directory());
            } else if (members.voters().contains(coming.node())
                    && before.of(coming.node())
                            .filter(coming.directory()::equals)
                            .isPresent()) {
                step.rows().delete(Keys.readmission());
            }
        });
        MemberDirectories after = new MemberDirectories(kept);
        if (!after.equals(before)) {
            put(step, after);
        }
    }

    /** Whether this node was to come back; it is not any more. */
    static boolean giveUp(Step step, int node) {
        boolean comes = find(step).filter(coming -> coming.node() == node).isPresent();
        if (comes) {
            step.rows().delete(Keys.readmission());
        }
        return comes;
    }

    /** Nobody but one node is left, and the others come as if for the first time. */
    static void forget(Step step) {
        step.rows().delete(Keys.readmission());
        step.rows().delete(Keys.memberDirectories());
    }

    private static boolean takesPart(Members members, int node) {
        return members.voters().contains(node) || members.learners().contains(node);
    }

    private static Optional<Readmission> find(Step step) {
        return Readmission.of(step.rows());
    }

    private static void put(Step step, MemberDirectories directories) {
        step.rows().put(Keys.memberDirectories(), StateRows.MEMBER_DIRECTORIES.encode(directories));
    }
}
