package io.quorate.log;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One moment of a group's log on this node.
 *
 * @param firstIndex first entry still in the log
 * @param lastIndex last entry written on this node, durable or not
 * @param commitIndex last entry known to be committed
 * @param matchIndex last entry known to be durable per member; filled in on the leader only
 * @param reachable members heard of lately, this one included; filled in on the leader only
 */
public record LogStatus(
        int group,
        NodeId self,
        Leadership leadership,
        Membership membership,
        long firstIndex,
        long lastIndex,
        long commitIndex,
        SortedMap<NodeId, Long> matchIndex,
        SortedSet<NodeId> reachable) {
    /** Voters that could lead in this member's place, the one with the longest log first; on the leader only. */
    public List<NodeId> heirs() {
        return membership.voters().stream()
                .filter(voter -> !voter.equals(self) && reachable.contains(voter))
                .sorted(Comparator.comparing((NodeId voter) -> matchIndex.getOrDefault(voter, 0L))
                        .reversed())
                .toList();
    }
}
