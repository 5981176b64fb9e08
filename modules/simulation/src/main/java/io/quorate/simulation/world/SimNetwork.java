package io.quorate.simulation.world;

import io.quorate.simulation.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Connects clients with nodes. Between two connections nothing is ordered; within one everything is. */
public final class SimNetwork {
    private final World world;
    private final Chance chance;
    private final TreeMap<String, SimNode> nodes = new TreeMap<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private long cutUntilNanos;
    private long slowUntilNanos;

    SimNetwork(World world) {
        this.world = world;
        this.chance = world.chance().branch();
    }

    void add(SimNode node) {
        nodes.put(node.endpoint(), node);
    }

    void remove(SimNode node) {
        nodes.remove(node.endpoint());
    }

    boolean has(String endpoint) {
        return nodes.containsKey(endpoint);
    }

    /** Begins to connect; the client is told later. */
    SimConnection connect(SimClient client, String endpoint) {
        SimConnection connection = new SimConnection(world, this, client, Optional.ofNullable(nodes.get(endpoint)));
        connections.removeIf(SimConnection::isGone);
        connections.add(connection);
        return connection;
    }

    /** When a frame sent now arrives, behind what was sent before. */
    long arrivalNanos(long lastArrivalNanos) {
        long delay = world.time().nanos() < slowUntilNanos ? chance.millis(20, 900) : chance.micros(50, 3_000);
        return Math.max(lastArrivalNanos + 1, Math.max(world.time().nanos(), cutUntilNanos) + delay);
    }

    /** Nothing sent from now on arrives for a while; then it all does. */
    public void cut(long nanos) {
        cutUntilNanos = world.time().nanos() + nanos;
    }

    /** Everything takes long for a while. */
    public void slow(long nanos) {
        slowUntilNanos = world.time().nanos() + nanos;
    }

    /** A connection that is open, if there is one. */
    public Optional<SimConnection> any(Chance from) {
        connections.removeIf(SimConnection::isGone);
        return connections.isEmpty() ? Optional.empty() : Optional.of(from.pick(connections));
    }

    public void heal() {
        cutUntilNanos = 0;
        slowUntilNanos = 0;
    }
}
