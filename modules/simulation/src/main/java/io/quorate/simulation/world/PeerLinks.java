package io.quorate.simulation.world;

import io.quorate.log.NodeId;
import io.quorate.log.PeerNetwork;
import io.quorate.simulation.Chance;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The network between the nodes: what is sent from one to another arrives in order, unless it is in a bad way. */
public final class PeerLinks {
    private record Link(NodeId from, NodeId to, PeerNetwork.Lane lane) implements Comparable<Link> {
        @Override
        public int compareTo(Link other) {
            int byFrom = from.compareTo(other.from);
            int byTo = byFrom == 0 ? to.compareTo(other.to) : byFrom;
            return byTo == 0 ? lane.compareTo(other.lane) : byTo;
        }
    }

    private final World world;
    private final Chance chance;
    private final TreeMap<NodeId, SimNode> nodes = new TreeMap<>();
    private final TreeMap<Link, Long> lastArrivals = new TreeMap<>();

    /** Nothing leaves these, nothing reaches those. */
    private Set<NodeId> muted = new TreeSet<>();

    private Set<NodeId> deafened = new TreeSet<>();
    private long blockedUntilNanos;
    private long lossyUntilNanos;
    private long slowUntilNanos;

    PeerLinks(World world) {
        this.world = world;
        this.chance = world.chance().branch();
    }

    void add(SimNode node) {
        nodes.put(node.id(), node);
    }

    void remove(SimNode node) {
        nodes.remove(node.id());
    }

    /** The network as one node sees it. */
    PeerNetwork of(NodeId from) {
        return new PeerNetwork() {
            @Override
            public void send(NodeId to, Lane lane, byte[] message) {
                PeerLinks.this.send(new Link(from, to, lane), message);
            }

            @Override
            public boolean recognizes(NodeId node) {
                return knows(from, node);
            }
        };
    }

    /** As the one node would know by the answer to its hello. */
    private boolean knows(NodeId node, NodeId other) {
        Optional<SimNode> met = Optional.ofNullable(nodes.get(other));
        Optional<NodeProcess> knowing = Optional.ofNullable(nodes.get(node)).flatMap(SimNode::process);
        return met.isEmpty()
                || knowing.filter(process -> !process.knows(other, met.get().directory()))
                        .isEmpty();
    }

    private void send(Link link, byte[] message) {
        boolean lossy = isBefore(lossyUntilNanos);
        SimNode sender = nodes.get(link.from());
        if (sender != null) {
            sender.promises().sent(message);
        }
        if (sender == null || !sender.addresses().has(link.to()) || isBlocked(link) || (lossy && chance.oneIn(6))) {
            return;
        }
        deliver(sender, link, message, lossy);
        if (lossy && chance.oneIn(8)) {
            deliver(sender, link, message, true);
        }
    }

    private void deliver(SimNode sender, Link link, byte[] message, boolean anyOrder) {
        long delay = isBefore(slowUntilNanos) ? chance.millis(20, 500) : chance.micros(30, 800);
        long late = anyOrder ? chance.millis(0, 200) : 0;
        long arrival = world.time().nanos() + delay + late;
        if (!anyOrder) {
            arrival = Math.max(arrival, lastArrivals.getOrDefault(link, 0L) + 1);
            lastArrivals.put(link, arrival);
        }
        String directory = sender.directory();
        String toDirectory = directoryOf(link.to());
        world.time().at(arrival, () -> {
            SimNode to = nodes.get(link.to());
            // No connection is with another process on other data.
            if (to != null && !isBlocked(link) && to.directory().equals(toDirectory)) {
                to.addresses().guest(link.from());
                to.process().ifPresent(running -> running.received(message, directory));
            }
        });
    }

    private String directoryOf(NodeId node) {
        return Optional.ofNullable(nodes.get(node)).map(SimNode::directory).orElse("");
    }

    private boolean isBlocked(Link link) {
        return isBefore(blockedUntilNanos) && (muted.contains(link.from()) || deafened.contains(link.to()));
    }

    private boolean isBefore(long nanos) {
        return world.time().nanos() < nanos;
    }

    /** Says hello to all that the node knows, as its connections do whenever they come about: who is greeted can answer. */
    void greet(SimNode from) {
        nodes.values().stream()
                .filter(to -> to.isUp() && from.isUp() && from.addresses().has(to.id()))
                .filter(to -> !isBlocked(new Link(from.id(), to.id(), PeerNetwork.Lane.DATA))
                        && !isBlocked(new Link(to.id(), from.id(), PeerNetwork.Lane.DATA)))
                .forEach(to -> greet(from, to));
    }

    private static void greet(SimNode from, SimNode to) {
        NodeProcess greeted = to.process().orElseThrow();
        boolean taken = greeted.meet(
                from.id(),
                from.directory(),
                standing -> from.process().orElseThrow().answered(to.id(), standing));
        if (taken) {
            to.addresses().guest(from.id());
        } else {
            to.diskUsed();
        }
    }

    /** The node's process is gone, and the others learn of it by their connections. */
    void broken(NodeId gone) {
        world.time()
                .after(
                        chance.micros(50, 3_000),
                        () -> nodes.values().stream()
                                .filter(node -> !node.id().equals(gone))
                                .forEach(node -> node.process().ifPresent(running -> running.unreachable(gone))));
    }

    /** The node and the others are without each other for a while. */
    public void isolate(SimNode node, long nanos) {
        block(Set.of(node.id()), Set.of(node.id()), nanos);
    }

    /** The node hears, or is heard, no longer for a while. */
    public void cutOneWay(SimNode node, long nanos) {
        if (chance.oneIn(2)) {
            block(Set.of(node.id()), Set.of(), nanos);
        } else {
            block(Set.of(), Set.of(node.id()), nanos);
        }
    }

    private void block(Set<NodeId> mute, Set<NodeId> deafen, long nanos) {
        muted = new TreeSet<>(mute);
        deafened = new TreeSet<>(deafen);
        blockedUntilNanos = world.time().nanos() + nanos;
    }

    /** Messages are lost, repeated and late for a while. */
    public void garble(long nanos) {
        lossyUntilNanos = world.time().nanos() + nanos;
    }

    public void slow(long nanos) {
        slowUntilNanos = world.time().nanos() + nanos;
    }

    public void heal() {
        blockedUntilNanos = 0;
        lossyUntilNanos = 0;
        slowUntilNanos = 0;
    }
}
