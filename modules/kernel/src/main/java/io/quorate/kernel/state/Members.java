package io.quorate.kernel.state;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import java.util.List;

/** Who takes part in the group at the applied index, so that apply asks for a majority of the same members everywhere. */
public record Members(List<Integer> voters, List<Integer> learners) {
    public static Members of(Membership membership) {
        return new Members(
                membership.voters().stream().map(NodeId::value).toList(),
                membership.learners().stream().map(NodeId::value).toList());
    }

    /** Smallest number of voters that is more than half of them. */
    public int majority() {
        return voters.size() / 2 + 1;
    }
}
