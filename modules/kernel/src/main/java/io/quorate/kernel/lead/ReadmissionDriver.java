package io.quorate.kernel.lead;

import io.quorate.kernel.entry.Proposal;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.MemberDirectories;
import io.quorate.kernel.state.Members;
import io.quorate.kernel.state.Readmission;
import io.quorate.kernel.state.Rows;
import io.quorate.log.LogStatus;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.log.ReplicatedLog;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Has the members agree on each other's data, and lets one that lost its data begin anew, on the leader. Everything it needs is state,
 * or comes again, so that the next leader goes on where this one stopped.
 */
public final class ReadmissionDriver {
    private final Rows rows;
    private final ReplicatedLog log;
    private final Supplier<Members> members;
    private final BooleanSupplier leads;
    private final ProposalQueue proposals;
    private final LearnerRound round = new LearnerRound();
    private SortedMap<NodeId, String> known = Collections.emptySortedMap();
    private SortedMap<NodeId, String> doubted = Collections.emptySortedMap();
    private boolean underWay;

    /** @param leads this node does, and has applied all of earlier terms */
    public ReadmissionDriver(
            Rows rows, ReplicatedLog log, Supplier<Members> members, BooleanSupplier leads, ProposalQueue proposals) {
        this.rows = rows;
        this.log = log;
        this.members = members;
        this.leads = leads;
        this.proposals = proposals;
    }

    /**
     * Which data the other nodes have, as this node sees it.
     *
     * @param believed whose votes and acknowledgements count here
     * @param other with which nodes have come that are known by other data
     */
    public void met(SortedMap<NodeId, String> believed, SortedMap<NodeId, String> other) {
        known = new TreeMap<>(believed);
        doubted = new TreeMap<>(other);
    }

    /** To be called every few ten ms. */
    public void tick() {
        if (underWay || !leads.getAsBoolean()) {
            return;
        }
        LogStatus status = log.status();
        boolean othersPlanned = rows.get(Keys.membersPlan()) != null;
        Optional<Readmission> readmission = Readmission.of(rows);
        if (readmission.isEmpty()) {
            tell(members.get(), status, !othersPlanned);
        } else if (!othersPlanned) {
            goOn(readmission.get(), status);
        }
    }

    private void goOn(Readmission coming, LogStatus status) {
        lostSince(coming, status)
                .ifPresentOrElse(
                        directory -> tell(coming.node(), directory),
                        () -> next(coming, members.get(), status).ifPresent(this::change));
    }

    /** With what the node comes that lost its data again. */
    private Optional<String> lostSince(Readmission coming, LogStatus status) {
        NodeId node = new NodeId(coming.node());
        return Optional.ofNullable(doubted.get(node))
                .filter(directory -> !directory.equals(coming.directory()))
                .filter(directory -> !status.reachable().contains(node));
    }

    private void change(Membership target) {
        underWay = true;
        log.changeMembership(target, result -> underWay = false);
    }

    private Optional<Membership> next(Readmission coming, Members now, LogStatus status) {
        boolean agreed = MemberDirectories.of(rows)
                .of(coming.node())
                .filter(coming.directory()::equals)
                .isPresent();
        SortedSet<Integer> voters = new TreeSet<>(now.voters());
        SortedSet<Integer> learners = new TreeSet<>(now.learners());
        if (!agreed) {
            voters.remove(coming.node());
            learners.remove(coming.node());
            return isMajorityReachable(voters, status) ? membership(voters, learners) : Optional.empty();
        }
        if (!learners.contains(coming.node())) {
            learners.add(coming.node());
            // Before this node believes the new data and no other, what it hears may be the word of the old ones.
            return coming.directory().equals(known.get(new NodeId(coming.node())))
                    ? membership(voters, learners)
                    : Optional.empty();
        }
        learners.remove(coming.node());
        voters.add(coming.node());
        return round.isOver(List.of(coming.node()), status) ? membership(voters, learners) : Optional.empty();
    }

    private static Optional<Membership> membership(Collection<Integer> voters, Collection<Integer> learners) {
        return Optional.of(MembersDriver.membership(voters, learners));
    }

    private static boolean isMajorityReachable(Collection<Integer> voters, LogStatus status) {
        long reachable = voters.stream()
                .map(NodeId::new)
                .filter(voter ->
                        voter.equals(status.self()) || status.reachable().contains(voter))
                .count();
        return reachable * 2 > voters.size();
    }

    private void tell(Members now, LogStatus status, boolean mayBegin) {
        MemberDirectories agreed = MemberDirectories.of(rows);
        now.voters().forEach(node -> tell(node, agreed, status, mayBegin));
        now.learners().forEach(node -> tell(node, agreed, status, countsForNothing(new NodeId(node), status)));
    }

    private void tell(int number, MemberDirectories agreed, LogStatus status, boolean mayHaveOthers) {
        NodeId node = new NodeId(number);
        Optional<String> before = agreed.of(number);
        Optional<String> other = Optional.ofNullable(doubted.get(node));
        if (before.isEmpty()) {
            Optional.ofNullable(known.get(node)).ifPresent(directory -> tell(number, directory));
        } else if (mayHaveOthers && !status.reachable().contains(node) && !other.equals(before)) {
            other.ifPresent(directory -> tell(number, directory));
        }
    }

    /** Nothing was heard of the learner since it takes part, so that nothing is to be forgotten. */
    private static boolean countsForNothing(NodeId learner, LogStatus status) {
        return status.matchIndex().getOrDefault(learner, 0L) == 0;
    }

    private void tell(int node, String directory) {
        underWay = true;
        proposals.add(new Proposal.Met(node, directory), ProposalQueue.Fate.onEnd(() -> underWay = false));
    }
}
