package io.quorate.testkit;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.KernelStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The nodes of a world on one thread: all apply the same log, one leads. */
final class Cluster implements AutoCloseable {
    private static final int ONLOOKER = 100;

    private final WorldTime time = new WorldTime();
    private final Supplier<WorldHost> hosts;
    private final int size;
    private final WorldLog log;
    private final List<Node> nodes = new ArrayList<>();
    private int leader;

    Cluster(int size, Supplier<WorldHost> hosts) {
        this.hosts = hosts;
        this.size = size;
        this.log = new WorldLog(time, size);
        start();
    }

    private void start() {
        for (int number = 1; number <= size; number++) {
            nodes.add(new Node(number, time, log.seat(number), hosts.get()));
        }
        lead();
    }

    private void lead() {
        // What is committed must be applied before a node can lead.
        time.settle();
        log.elect(nodes.get(leader).seat());
        time.settle();
    }

    WorldTime time() {
        return time;
    }

    Kernel kernel() {
        return nodes.get(leader).kernel();
    }

    Node leader() {
        return nodes.get(leader);
    }

    /** One that applies the same log and does not lead. */
    Node follower() {
        return nodes.get((leader + 1) % size);
    }

    long entries() {
        return log.lastIndex();
    }

    void changeLeader() {
        leader = (leader + 1) % size;
        lead();
    }

    void restart() {
        nodes.forEach(Node::close);
        nodes.clear();
        start();
    }

    /**
     * Another node that comes to the present by itself; the caller closes it.
     *
     * @param from state to begin with; empty to begin with the first entry
     */
    Node replay(Optional<Snapshot> from) {
        Node node = new Node(ONLOOKER, time, log.onlooker(ONLOOKER, from), hosts.get());
        time.settle();
        return node;
    }

    /** What one node has and another has not, or why one of them stopped; empty when all is well. */
    Optional<String> disagreement() {
        KernelStatus one = nodes.get(0).kernel().status();
        for (Node node : nodes) {
            KernelStatus other = node.kernel().status();
            if (other.problem().isPresent()) {
                return Optional.of(other.problem().get().message());
            }
            if (other.appliedIndex() == one.appliedIndex() && other.chain() != one.chain()) {
                return Optional.of("the same commands gave two nodes different states or replies"
                        + nodes.get(0).difference(node));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
