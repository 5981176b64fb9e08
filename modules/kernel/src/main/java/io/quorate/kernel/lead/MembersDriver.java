package io.quorate.kernel.lead;

import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.MembersPlan;
import io.quorate.kernel.state.Rows;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.LogStatus;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.ReplicatedLog;
import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Carries a planned change of the members out on the leader: new nodes learn first and vote once they have caught up, nobody is
 * removed when a quorum would be lost. Everything it needs is state, so that the next leader goes on where this one stopped.
 */
public final class MembersDriver {
    private final Rows rows;
    private final ReplicatedLog log;
    private final Supplier<Members> members;
    private final ProposalQueue proposals;
    private final LearnerRound round = new LearnerRound();
    private boolean underWay;

    public MembersDriver(Rows rows, ReplicatedLog log, Supplier<Members> members, ProposalQueue proposals) {
        this.rows = rows;
        this.log = log;
        this.members = members;
        this.proposals = proposals;
    }

    /** To be called every few ten ms. */
    public void tick() {
        byte[] row = rows.get(Keys.membersPlan());
        LogStatus status = log.status();
        if (row == null || underWay || !status.leadership().selfReady()) {
            return;
        }
        MembersPlan plan = StateRows.MEMBERS_PLAN.decode(row);
        next(plan, members.get(), status).ifPresent(target -> {
            underWay = true;
            log.changeMembership(target, result -> underWay = false);
        });
    }

    private Optional<Membership> next(MembersPlan plan, Members now, LogStatus status) {
        List<Integer> added = new ArrayList<>(plan.voters());
        added.removeAll(now.voters());
        if (!now.learners().containsAll(added)) {
            return Optional.of(membership(now.voters(), added));
        }
        if (!round.isOver(added, status)) {
            return Optional.empty();
        }
        List<Integer> silent = plan.voters().stream()
                .filter(node -> !status.reachable().contains(new NodeId(node)))
                .toList();
        if (silent.size() * 2 >= plan.voters().size()) {
            proposals.add(
                    new Proposal.FailMembersPlan(
                            new SessionId(plan.session()),
                            plan.sequence(),
                            "of the voters " + plan.voters() + " that would remain, " + silent
                                    + " cannot be reached: the quorum would be lost; bring them back first"),
                    ProposalQueue.Fate.ignored());
            return Optional.empty();
        }
        return Optional.of(membership(plan.voters(), List.of()));
    }

    static Membership membership(Collection<Integer> voters, Collection<Integer> learners) {
        return new Membership(nodes(voters), nodes(learners));
    }

    private static SortedSet<NodeId> nodes(Collection<Integer> numbers) {
        TreeSet<NodeId> nodes = new TreeSet<>();
        numbers.forEach(number -> nodes.add(new NodeId(number)));
        return nodes;
    }
}
