package io.quorate.simulation.world;

import io.quorate.log.NodeId;
import java.util.Optional;

/** What somebody outside sees of the nodes of a world that is no fault. */
public final class Sightings {
    private Optional<NodeId> leader = Optional.empty();
    private long leaderChanges;
    private long snapshotsInstalled;
    private long answersThatSpare;
    private long broughtUpByOthers;

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

    /** A node has said that it has some of what another one offers it. */
    void spared() {
        answersThatSpare++;
    }

    /** A leader has heard that a node which does not lead has brought up a third one. */
    void broughtUpByAnother() {
        broughtUpByOthers++;
    }

    /** How often another node led than before, each of which has taken commands. */
    public long leaderChanges() {
        return leaderChanges;
    }

    public long snapshotsInstalled() {
        return snapshotsInstalled;
    }

    /** How often a node had some of a state that was offered to it, so that it was not sent. */
    public long answersThatSpare() {
        return answersThatSpare;
    }

    /** How often a node that does not lead brought up another one, as leaders heard. */
    public long broughtUpByOthers() {
        return broughtUpByOthers;
    }
}
