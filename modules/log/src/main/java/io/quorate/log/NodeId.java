package io.quorate.log;

/** Number of a node in its cluster's membership, 1 to 65,535; never given to another node again. */
public record NodeId(int value) implements Comparable<NodeId> {
    public NodeId {
        if (value < 1 || value > 65_535) {
            throw new IllegalArgumentException("node id must be 1 to 65535, was " + value);
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
