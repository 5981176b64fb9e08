package io.quorate.itests;

import io.quorate.recipe.system.SystemQuery;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Compares what the states of all nodes of a cluster come to, also while it is at work. */
public final class EqualStates {
    private static final int ANSWER_MILLIS = 5_000;
    private static final long PATIENCE_SECONDS = 120;

    /** Indexes of which a failure tells. */
    private static final int SHOWN = 10;

    private final Cluster cluster;
    private final List<Integer> nodes;

    // Guarded by this: by index, the hashes by node; and the first index at which each node was seen.
    private final TreeMap<Long, Map<Integer, Long>> seen = new TreeMap<>();
    private final Map<Integer, Long> first = new TreeMap<>();
    private boolean common;
    private boolean differ;
    private boolean over;

    private EqualStates(Cluster cluster) {
        this.cluster = cluster;
        this.nodes = cluster.numbers();
    }

    /**
     * Looks at all nodes again and again until all were seen at the same index, which is behind all that they had applied when
     * this began.
     *
     * @throws AssertionError two were different at the same index, or they do not come to the same one
     */
    public static void await(Cluster cluster) throws InterruptedException {
        EqualStates states = new EqualStates(cluster);
        ExecutorService lookers = Executors.newFixedThreadPool(states.nodes.size());
        try {
            states.nodes.forEach(node -> lookers.execute(() -> states.watch(node)));
            states.awaitCommonIndex();
        } finally {
            states.end();
            lookers.shutdown();
        }
        if (!lookers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("a node neither answers nor refuses");
        }
    }

    private void watch(int node) {
        while (!isOver()) {
            try (NodeClient client = new NodeClient(cluster.node(node), ANSWER_MILLIS)) {
                while (!isOver()) {
                    Optional<SystemQuery.Status> status = client.status();
                    if (status.isEmpty()) {
                        break;
                    }
                    saw(node, status.get());
                }
            } catch (IOException down) {
                // It is asked again until all patience has gone.
            }
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized void end() {
        over = true;
    }

    private synchronized void saw(int node, SystemQuery.Status status) {
        long index = status.appliedIndex();
        first.putIfAbsent(node, index);
        Map<Integer, Long> hashes = seen.computeIfAbsent(index, key -> new TreeMap<>());
        hashes.put(node, status.stateHash());
        differ |= hashes.values().stream().distinct().count() > 1;
        common |= hashes.size() == nodes.size() && first.values().stream().allMatch(begun -> begun <= index);
        notifyAll();
    }

    private synchronized void awaitCommonIndex() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!common && !differ) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("the nodes " + nodes + " are not seen at the same index, last: " + last());
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (differ) {
            throw new AssertionError("the states differ: " + last());
        }
    }

    private Map<Long, Map<Integer, Long>> last() {
        return seen.isEmpty() ? seen : seen.tailMap(seen.lastKey() - SHOWN);
    }
}
