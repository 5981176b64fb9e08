package io.quorate.kernel.lead;

import io.quorate.log.LogStatus;
import io.quorate.log.NodeId;
import java.util.Collection;
import java.util.List;

/** Whether learners have caught up, so that they may vote: they have had a whole round (Ongaro 2014, section 4.2.1). */
final class LearnerRound {
    /** A learner that lacks no more entries than this, and none that was committed when it began to learn, has caught up. */
    private static final long MAX_LAG_ENTRIES = 256;

    /** Who learns, and what was committed when this leader first saw that. */
    private List<Integer> learning = List.of();

    private long roundIndex;

    boolean isOver(Collection<Integer> learners, LogStatus status) {
        List<Integer> now = List.copyOf(learners);
        if (!now.equals(learning)) {
            learning = now;
            roundIndex = status.commitIndex();
        }
        return now.stream().allMatch(node -> hasCaughtUp(new NodeId(node), status));
    }

    /** In a short log a node without any entry would lack few, and as a voter be of no use when another one fails. */
    private boolean hasCaughtUp(NodeId node, LogStatus status) {
        long match = status.matchIndex().getOrDefault(node, 0L);
        return status.reachable().contains(node)
                && match >= roundIndex
                && match + MAX_LAG_ENTRIES >= status.commitIndex();
    }
}
