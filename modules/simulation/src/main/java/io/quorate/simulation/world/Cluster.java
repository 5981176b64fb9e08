package io.quorate.simulation.world;

import io.quorate.log.NodeId;
import io.quorate.simulation.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The nodes of a world and the network before them. */
public final class Cluster {
    private final World world;
    private final SimNetwork network;
    private final PeerLinks peers;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SortedMap<NodeId, String> members = new TreeMap<>();

    public Cluster(World world, int size, NodeSettings settings, Supplier<SimDisk> disks) {
        this.world = world;
        this.network = new SimNetwork(world);
        this.peers = new PeerLinks(world);
        for (int number = 1; number <= size; number++) {
            members.put(new NodeId(number), "node-" + number + ":7420");
        }
        members.keySet().forEach(id -> {
            SimNode node = new SimNode(world, id, members, peers, disks.get(), settings);
            nodes.add(node);
            network.add(node);
            peers.add(node);
        });
    }

    public void start() {
        nodes.forEach(SimNode::start);
    }

    public List<SimNode> nodes() {
        return nodes;
    }

    /** What connects the nodes with each other. */
    public PeerLinks peers() {
        return peers;
    }

    /** What connects clients with nodes. */
    public SimNetwork network() {
        return network;
    }

    /** A new client's process, which connects at once and waits patiently for its replies. */
    public SimClient client(String name, long ttlMillis) {
        return new SimClient(world, network, name, List.copyOf(members.values()), ttlMillis, false);
    }

    /** One that gives up now and then, also when the reply is there already. */
    public SimClient fickleClient(String name, long ttlMillis) {
        return new SimClient(world, network, name, List.copyOf(members.values()), ttlMillis, true);
    }
}
