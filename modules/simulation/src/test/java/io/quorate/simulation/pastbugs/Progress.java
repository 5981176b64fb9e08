package io.quorate.simulation.pastbugs;

import io.quorate.kernel.state.KernelRow;
import io.quorate.log.NodeId;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Invariant;
import io.quorate.simulation.check.Operation;
import java.util.Collection;
import java.util.TreeMap;

/** How far nodes and clients have come. */
final class Progress implements Invariant {
    private final TreeMap<NodeId, Long> applied = new TreeMap<>();
    private final TreeMap<NodeId, Integer> snapshots = new TreeMap<>();
    private int acknowledged;
    private long revision;

    @Override
    public void applied(NodeId node, long index, KernelRow numbers) {
        Long before = applied.put(node, index);
        if (before != null && index > before + 1) {
            snapshots.merge(node, 1, Integer::sum);
        }
    }

    @Override
    public void ended(Operation operation, Ending ending) {
        if (ending instanceof Ending.Acknowledged done && operation.level().isEmpty()) {
            acknowledged++;
            revision = Math.max(revision, done.revision());
        }
    }

    int acknowledged() {
        return acknowledged;
    }

    /** The largest that a client was told. */
    long revision() {
        return revision;
    }

    /** How often a node's state was replaced as a whole, over all of its lives. */
    int snapshots(NodeId node) {
        return snapshots.getOrDefault(node, 0);
    }

    /** The last entry of each node. */
    Collection<Long> indexes() {
        return applied.values();
    }
}
