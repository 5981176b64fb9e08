package io.quorate.simulation.world;

import io.quorate.log.NodeId;
import java.util.SortedSet;
import java.util.TreeSet;

/** To which nodes one can send: those of its configuration, those that its state names, and whoever has come to it. */
final class AddressBook {
    private final SortedSet<NodeId> configured;
    private SortedSet<NodeId> stored = new TreeSet<>();
    private final SortedSet<NodeId> guests = new TreeSet<>();

    AddressBook(SortedSet<NodeId> configured) {
        this.configured = configured;
    }

    boolean has(NodeId node) {
        return configured.contains(node) || stored.contains(node) || guests.contains(node);
    }

    /** The state names these and no others. */
    void stored(SortedSet<NodeId> nodes) {
        stored = nodes;
    }

    /** The node has come to this one. */
    void guest(NodeId node) {
        guests.add(node);
    }

    /** A process begins without guests. */
    void forgetGuests() {
        guests.clear();
    }

    @Override
    public String toString() {
        return configured + " by configuration, " + stored + " by state, " + guests + " as guests";
    }
}
