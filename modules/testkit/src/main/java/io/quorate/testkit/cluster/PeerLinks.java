package io.quorate.testkit.cluster;

import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The network between the nodes: loses what crosses a partition, and what is for a node that is down or paused. On the cluster's thread. */
final class PeerLinks {
    private final ClusterTime time;
    private final SortedMap<NodeId, TestNode> nodes = new TreeMap<>();
    private Set<NodeId> oneSide = Set.of();

    PeerLinks(ClusterTime time) {
        this.time = time;
    }

    void add(TestNode node) {
        nodes.put(node.id(), node);
    }

    /** The network as one node sees it. */
    PeerNetwork of(NodeId from) {
        return (to, lane, message) -> time.execute(() -> deliver(from, to, message));
    }

    private void deliver(NodeId from, NodeId to, byte[] message) {
        TestNode receiver = nodes.get(to);
        if (receiver != null && receiver.isAwake() && areConnected(from, to)) {
            receiver.life().ifPresent(life -> life.received(message));
        }
    }

    boolean areConnected(NodeId one, NodeId other) {
        return oneSide.contains(one) == oneSide.contains(other);
    }

    /** Between these nodes and all others nothing arrives. */
    void partition(Set<NodeId> side) {
        oneSide = Set.copyOf(side);
    }

    /** The others learn by their connections that a node is gone. */
    void broken(NodeId gone) {
        nodes.values().stream()
                .filter(node -> !node.id().equals(gone) && areConnected(node.id(), gone))
                .forEach(node -> node.life().ifPresent(life -> life.unreachable(gone)));
    }

    /** Awake nodes of which each other one can be reached by this one, itself included. */
    long reachableFrom(NodeId node) {
        return nodes.values().stream()
                .filter(other -> other.isAwake() && areConnected(node, other.id()))
                .count();
    }
}
