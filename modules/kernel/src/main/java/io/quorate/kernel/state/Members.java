package io.quorate.kernel.state;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import java.util.List;
import java.util.Set;

/** Who takes part in the group at the applied index, so that apply asks for a majority of the same members everywhere. */
public record Members(List<Integer> voters, List<Integer> learners) {
    public static Members of(Membership membership) {
        return new Members(
                membership.voters().stream().map(NodeId::value).toList(),
                membership.learners().stream().map(NodeId::value).toList());
    }

    /** Whether these nodes, by the text of their numbers, are more than half of the voters; others among them do not count. */
    public boolean isMajority(Set<String> nodes) {
        return votersAmong(nodes) * 2 > voters.size();
    }

    /** Whether every voter is among these nodes. */
    public boolean areAll(Set<String> nodes) {
        return votersAmong(nodes) == voters.size();
    }

    private long votersAmong(Set<String> nodes) {
        return voters.stream().filter(voter -> nodes.contains(voter.toString())).count();
    }
}
