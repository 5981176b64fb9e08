package io.quorate.log;

import io.quorate.raft.Configuration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who takes part in a group.
 *
 * @param voters count for a quorum; never empty
 * @param learners receive the log and do not vote; disjoint from the voters
 */
public record Membership(SortedSet<NodeId> voters, SortedSet<NodeId> learners) {
    public Membership {
        voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
        learners = Collections.unmodifiableSortedSet(new TreeSet<>(learners));
        if (voters.isEmpty()) {
            throw new IllegalArgumentException("a membership needs at least one voter");
        }
        for (NodeId learner : learners) {
            if (voters.contains(learner)) {
                throw new IllegalArgumentException("node " + learner + " is both voter and learner");
            }
        }
    }

    /** One voter and nobody else. */
    public static Membership solo(NodeId node) {
        return new Membership(new TreeSet<>(java.util.List.of(node)), Collections.emptySortedSet());
    }

    static Membership of(Configuration configuration) {
        return new Membership(nodes(configuration.voters()), nodes(configuration.learners()));
    }

    Configuration toConfiguration() {
        return Configuration.of(numbers(voters), numbers(learners));
    }

    private static SortedSet<NodeId> nodes(SortedSet<Integer> numbers) {
        TreeSet<NodeId> nodes = new TreeSet<>();
        numbers.forEach(number -> nodes.add(new NodeId(number)));
        return nodes;
    }

    private static SortedSet<Integer> numbers(SortedSet<NodeId> nodes) {
        TreeSet<Integer> numbers = new TreeSet<>();
        nodes.forEach(node -> numbers.add(node.value()));
        return numbers;
    }

    /** Takes part, as a voter or a learner. */
    public boolean contains(NodeId node) {
        return voters.contains(node) || learners.contains(node);
    }

    /** Nobody else takes part. */
    public boolean isSolo() {
        return voters.size() + learners.size() == 1;
    }

    /** Smallest number of voters that is more than half of them. */
    public int majority() {
        return voters.size() / 2 + 1;
    }
}
