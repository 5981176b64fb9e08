package io.quorate.log;

import io.quorate.raft.RaftStatus;
import java.util.Map;
import java.util.TreeMap;

/**
 * Members that a snapshot brings up. The log behind it is kept until they have caught up: without it they would need another
 * snapshot, and so on for as long as there are writes. In turns only.
 */
final class CatchUps {
    /** Last entry of the snapshot by member; 0 while it is on its way, for which nothing of the log goes. */
    private final TreeMap<Integer, Long> snapshots = new TreeMap<>();

    /** A snapshot for this member is being opened. */
    void begin(int node) {
        snapshots.put(node, 0L);
    }

    /**
     * The member has taken the snapshot, or was given up.
     *
     * @param index last entry that it has now, 0 when it could not be brought up
     */
    void ended(int node, long index) {
        if (index == 0) {
            snapshots.remove(node);
        } else {
            snapshots.put(node, index);
        }
    }

    /** Whether a snapshot is on its way to the member. */
    boolean isLagging(int node) {
        return snapshots.getOrDefault(node, -1L) == 0;
    }

    boolean isEmpty() {
        return snapshots.isEmpty();
    }

    /** This member leads no longer. */
    void clear() {
        snapshots.clear();
    }

    /** Up to where the log may go, when it may go up to {@code index} for all other reasons. */
    long releasable(long index, RaftStatus leading) {
        snapshots.entrySet().removeIf(snapshot -> snapshot.getValue() > 0 && isOver(snapshot.getKey(), index, leading));
        long releasable = index;
        for (Map.Entry<Integer, Long> snapshot : snapshots.entrySet()) {
            releasable = Math.min(
                    releasable,
                    snapshot.getValue() == 0 ? 0 : Math.max(snapshot.getValue(), match(snapshot.getKey(), leading)));
        }
        return releasable;
    }

    private static boolean isOver(int node, long index, RaftStatus leading) {
        return match(node, leading) >= index || !leading.reachable().contains(node);
    }

    private static long match(int node, RaftStatus leading) {
        return leading.matches().getOrDefault(node, 0L);
    }
}
