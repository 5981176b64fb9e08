package io.quorate.itests.faults;

import io.quorate.itests.Cluster;
import io.quorate.itests.FaultyProgram;
import io.quorate.itests.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers on faulty disks, with a proxy between them. */
final class FaultyCluster implements AutoCloseable {
    /** So that within minutes files are recycled, and a node that was away needs a snapshot. */
    private static final List<String> SMALL_FILES =
            List.of("log.segment-size=8 MiB", "log.keep-size=0 B", "store.generation-size=1 MiB");

    private final Traffic traffic = new Traffic();
    private final PeerProxy proxy = new PeerProxy(traffic);
    private final Cluster cluster;

    private FaultyCluster(Path directory, int nodes) throws IOException, InterruptedException {
        boolean started = false;
        try {
            cluster = Cluster.start(directory, nodes, new FaultyProgram(SMALL_FILES), proxy::port);
            started = true;
        } finally {
            if (!started) {
                proxy.close();
            }
        }
    }

    static FaultyCluster start(Path directory, int nodes) throws IOException, InterruptedException {
        return new FaultyCluster(directory, nodes);
    }

    Cluster nodes() {
        return cluster;
    }

    ServerProcess node(int number) {
        return cluster.node(number);
    }

    Traffic traffic() {
        return traffic;
    }

    PeerProxy proxy() {
        return proxy;
    }

    /** All nodes lose their power and start again; returns when they are ready. */
    void losePower() throws IOException, InterruptedException {
        for (int node : cluster.numbers()) {
            node(node).kill();
        }
        for (int node : cluster.numbers()) {
            node(node).begin();
        }
        for (int node : cluster.numbers()) {
            node(node).awaitReady();
        }
    }

    /** What those of its nodes said that do not run. */
    List<String> lastWords() throws IOException {
        List<String> words = new ArrayList<>();
        for (int number : cluster.numbers()) {
            if (!node(number).isRunning()) {
                words.add("node " + number + " has ended: " + node(number).output());
            }
        }
        return words;
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        proxy.close();
    }
}
