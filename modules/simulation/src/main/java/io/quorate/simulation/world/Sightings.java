package io.quorate.simulation.world;

import io.quorate.log.NodeId;
import java.util.Optional;

/** What somebody outside sees of the nodes of a world that is no fault. */
public final class Sightings {
    private Optional<NodeId> leader = Optional.empty();
    private long leaderChanges;
    private long snapshotsInstalled;

    /** The node has begun to lead, and takes commands. */
    void leads(NodeId node) {
        if (leader.filter(before -> !before.equals(node)).isPresent()) {
            leaderChanges++;
        }
        leader = Optional.of(node);
    }

    /** A node has taken the whole state from another one. */
    void snapshotInstalled() {
        snapshotsInstalled++;
    }

    /** How often another node led than before, each of which has taken commands. */
    public long leaderChanges() {
        return leaderChanges;
    }

    public long snapshotsInstalled() {
        return snapshotsInstalled;
    }
}
