package io.quorate.kernel;

/**
 * Every bound of a kernel.
 *
 * @param node this node's own
 * @param cluster what holds for each key that no command has set; the same on all nodes
 */
public record Limits(NodeLimits node, ClusterLimits cluster) {
    /** The defaults of a server. */
    public static Limits defaults() {
        return new Limits(NodeLimits.defaults(), ClusterLimits.defaults());
    }

    /** With another value in place of a default of the cluster. */
    public Limits with(ClusterKey key, long value) {
        return new Limits(node, cluster.with(key, value));
    }
}
