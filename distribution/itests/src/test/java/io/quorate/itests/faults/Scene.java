package io.quorate.itests.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Where things go wrong, whom they hit, and what is said about it. */
final class Scene {
    private final FaultyCluster cluster;
    private final Random chance;
    private final long begun = System.nanoTime();

    Scene(FaultyCluster cluster, Random chance) {
        this.cluster = cluster;
        this.chance = chance;
    }

    FaultyCluster cluster() {
        return cluster;
    }

    Random chance() {
        return chance;
    }

    List<Integer> nodes() {
        return cluster.nodes().numbers();
    }

    int anyNode() {
        List<Integer> all = nodes();
        return all.get(chance.nextInt(all.size()));
    }

    /** Blocks until there is one. */
    int leader() throws InterruptedException {
        return cluster.nodes().leader();
    }

    List<Integer> shuffledNodes() {
        List<Integer> all = new ArrayList<>(nodes());
        Collections.shuffle(all, chance);
        return all;
    }

    void say(String what) {
        System.out.printf("%9.3f s  %s%n", (System.nanoTime() - begun) / 1e9, what);
    }
}
