package io.quorate.itests.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Does what machines, disks and networks do, one or two things at a time, and undoes it. What it does and for how long is in
 * the seed; what a cluster makes of it is not.
 */
final class Nemesis {
    /** Operations that must be answered before the next thing is done. */
    private static final int PROGRESS = 50;

    private static final int MIN_MILLIS = 200;

    private final FaultyCluster cluster;
    private final Load load;
    private final Random chance;
    private final Scene scene;
    private final long longestMillis;
    private final List<Fault> ofNodes;
    private final List<Fault> ofLinks;
    private final List<Fault> ofAll;
    private final Map<String, Integer> done = new TreeMap<>();
    private final Deque<Fault.Undo> undos = new ArrayDeque<>();

    /**
     * Does nothing yet.
     *
     * @param directory of nodes that come
     * @param longest for which anything stays wrong
     * @param wanted names of the kinds of faults
     */
    Nemesis(FaultyCluster cluster, Load load, Path directory, long seed, Duration longest, Predicate<String> wanted) {
        this.cluster = cluster;
        this.load = load;
        this.chance = new Random(seed);
        this.scene = new Scene(cluster, chance);
        this.longestMillis = longest.toMillis();
        ofNodes = wanted(new NodeFaults(scene).kinds(), wanted);
        ofLinks = wanted(new LinkFaults(scene).kinds(), wanted);
        ofAll = wanted(new ClusterFaults(scene, load, directory).kinds(), wanted);
    }

    private static List<Fault> wanted(List<Fault> kinds, Predicate<String> wanted) {
        return kinds.stream().filter(kind -> wanted.test(kind.name())).toList();
    }

    /** Does each kind of thing once, and goes on for as long as this; then all is healed. Blocks. */
    void run(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        for (List<Fault> round : rounds()) {
            run(round);
        }
        while (System.nanoTime() < end) {
            for (List<Fault> round : rounds()) {
                if (System.nanoTime() < end) {
                    run(round);
                }
            }
        }
        scene.say("done: " + done);
    }

    /** Each kind once, one of a node and one of links together now and then. */
    private List<List<Fault>> rounds() {
        List<List<Fault>> rounds = new ArrayList<>();
        List<Fault> links = new ArrayList<>(ofLinks);
        Collections.shuffle(links, chance);
        for (Fault ofNode : ofNodes) {
            boolean two = !links.isEmpty() && chance.nextInt(3) == 0;
            rounds.add(two ? List.of(ofNode, links.remove(0)) : List.of(ofNode));
        }
        links.forEach(ofLink -> rounds.add(List.of(ofLink)));
        ofAll.forEach(each -> rounds.add(List.of(each)));
        Collections.shuffle(rounds, chance);
        return rounds;
    }

    private void run(List<Fault> round) throws Exception {
        for (Fault fault : round) {
            undos.push(fault.beginning().begin());
            done.merge(fault.name(), 1, Integer::sum);
        }
        if (round.size() == 1 && round.get(0).othersGoOn()) {
            load.awaitProgress(PROGRESS);
        }
        if (ofAll.stream().noneMatch(round::contains)) {
            long share = chance.nextInt(4) == 0 ? longestMillis : longestMillis / 4;
            TimeUnit.MILLISECONDS.sleep(MIN_MILLIS + (long) (chance.nextDouble() * share));
        }
        heal();
    }

    private void heal() throws Exception {
        while (!undos.isEmpty()) {
            undos.pop().undo();
        }
        for (int node : scene.nodes()) {
            // Fails with what it said when it ended by itself.
            cluster.node(node).awaitReady();
        }
        scene.say("healed, node " + scene.leader() + " leads");
        load.awaitProgress(PROGRESS);
    }
}
