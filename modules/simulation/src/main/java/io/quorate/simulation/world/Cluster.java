package io.quorate.simulation.world;

import io.quorate.log.Membership;
import io.quorate.log.NodeId;
import io.quorate.simulation.SimDisk;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The machines of a world and the networks between and before them. Machines come and go; one that has gone never comes back,
 * or, which is the same, comes back wiped and under a new number.
 */
public final class Cluster {
    private final World world;
    private final NodeSettings settings;
    private final Supplier<SimDisk> disks;
    private final SimNetwork network;
    private final PeerLinks peers;
    private final TreeMap<NodeId, SimNode> nodes = new TreeMap<>();
    private int lastNumber;

    public Cluster(World world, int size, NodeSettings settings, Supplier<SimDisk> disks) {
        this.world = world;
        this.settings = settings;
        this.disks = disks;
        this.network = new SimNetwork(world);
        this.peers = new PeerLinks(world);
        TreeSet<NodeId> founders = new TreeSet<>();
        for (int number = 1; number <= size; number++) {
            founders.add(new NodeId(number));
        }
        lastNumber = size;
        founders.forEach(id -> add(id, Optional.of(new Membership(founders, new TreeSet<>())), founders));
    }

    private SimNode add(NodeId id, Optional<Membership> founders, SortedSet<NodeId> configured) {
        SimNode.Place place = new SimNode.Place(world, peers, this::endpoints, settings);
        SimNode node = new SimNode(place, id, founders, configured, disks.get());
        nodes.put(id, node);
        network.add(node);
        peers.add(node);
        return node;
    }

    public void start() {
        nodes.values().forEach(SimNode::start);
    }

    /** A machine that is configured to be let in, and knows all the others; it runs, and takes no part yet. */
    public SimNode join() {
        NodeId id = new NodeId(++lastNumber);
        TreeSet<NodeId> configured = new TreeSet<>(nodes.keySet());
        configured.add(id);
        SimNode joining = add(id, Optional.empty(), configured);
        joining.start();
        return joining;
    }

    /** The machine is switched off for ever. */
    public void retire(SimNode node) {
        node.retire();
        nodes.remove(node.id());
        network.remove(node);
        peers.remove(node);
    }

    /** Those that have not gone. */
    public List<SimNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** What connects the nodes with each other. */
    public PeerLinks peers() {
        return peers;
    }

    /** What connects clients with nodes. */
    public SimNetwork network() {
        return network;
    }

    /** Where clients find the machines. */
    private SortedMap<NodeId, String> endpoints() {
        TreeMap<NodeId, String> endpoints = new TreeMap<>();
        nodes.forEach((id, node) -> endpoints.put(id, node.endpoint()));
        return Collections.unmodifiableSortedMap(endpoints);
    }

    /** A new client's process, which connects at once and waits patiently for its replies. */
    public SimClient client(String name, long ttlMillis) {
        return new SimClient(world, network, name, List.copyOf(endpoints().values()), ttlMillis, false);
    }

    /** One that gives up now and then, also when the reply is there already. */
    public SimClient fickleClient(String name, long ttlMillis) {
        return new SimClient(world, network, name, List.copyOf(endpoints().values()), ttlMillis, true);
    }
}
