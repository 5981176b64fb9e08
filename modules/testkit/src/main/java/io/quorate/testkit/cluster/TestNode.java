package io.quorate.testkit.cluster;

import io.quorate.kernel.Limits;
import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.storage.MemoryStateStore;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Supplier;

/** A machine of the cluster: what is on its disk outlives the lives of its node. On the cluster's thread. */
final class TestNode {
    private final NodeId id;
    private final Place place;
    private final MemoryDisk disk;
    private MemoryStateStore store = new MemoryStateStore();
    private Optional<NodeLife> life = Optional.empty();

    /** What all nodes have in common. */
    record Place(
            ClusterTime time,
            PeerLinks peers,
            Membership founders,
            Supplier<NavigableMap<NodeId, String>> endpoints,
            Limits limits,
            KnownRecipes recipes,
            Seeds seeds,
            Failures failures) {}

    TestNode(NodeId id, Place place) {
        this.id = id;
        this.place = place;
        this.disk = new MemoryDisk("the disk of node " + id);
    }

    NodeId id() {
        return id;
    }

    /** Empty while it is down. */
    Optional<NodeLife> life() {
        return life;
    }

    /** Takes part: runs, and is not paused. */
    boolean isAwake() {
        return life.filter(running -> !running.loop().isPaused()).isPresent();
    }

    void start() {
        NodeLoop loop = new NodeLoop(place.time(), failure -> place.failures().of("node " + id, failure));
        NodeLife.Birth birth = new NodeLife.Birth(
                id,
                place.founders(),
                place.endpoints(),
                place.limits(),
                place.seeds().next());
        life = Optional.of(new NodeLife(loop, birth, disk, store, place.peers().of(id), place.recipes()));
    }

    /** Nothing more is heard of it; what was written stays. */
    void kill() {
        life.ifPresent(running -> running.loop().end());
        life = Optional.empty();
        store = store.reopened(false);
        place.peers().broken(id);
    }
}
