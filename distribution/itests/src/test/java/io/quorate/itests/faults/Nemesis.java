package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.ServerProcess;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Does what machines, disks and networks do, one or two things at a time, and undoes it. What it does and for how long is in
 * the seed; what a cluster makes of it is not.
 */
final class Nemesis {
    private static final Duration CHANGE = Duration.ofSeconds(60);

    /** Operations that must be answered after everything was undone, before the next thing is done. */
    private static final int PROGRESS = 50;

    /** Makes something as it was. */
    @FunctionalInterface
    private interface Undo {
        void undo() throws Exception;
    }

    /** Something that can go wrong; answers how it is undone. */
    @FunctionalInterface
    private interface Fault {
        Undo begin() throws Exception;
    }

    private final FaultyCluster cluster;
    private final Load load;
    private final Path directory;
    private final Random chance;
    private final long longestMillis;
    private final long started = System.nanoTime();
    private final Deque<Undo> undos = new ArrayDeque<>();
    private int joined;
    private final List<Fault> ofNodes = List.of(
            this::kill, this::killLeader, this::stop, this::stopLeader, this::slowDisk, this::fullDisk, this::flip);
    private final List<Fault> ofLinks =
            List.of(this::halves, this::isolateLeader, this::deafen, this::mute, this::bridge, this::slow, this::reset);
    private final List<Fault> ofAll = List.of(this::losePower, this::rollingRestart, this::changeMembers);

    /** @param longest for which anything stays wrong */
    Nemesis(FaultyCluster cluster, Load load, Path directory, long seed, Duration longest) {
        this.cluster = cluster;
        this.load = load;
        this.directory = directory;
        this.chance = new Random(seed);
        this.longestMillis = longest.toMillis();
    }

    /** Goes on for so long, then heals everything. Blocks. */
    void run(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            int kind = chance.nextInt(10);
            if (kind == 0) {
                begin(pick(ofAll));
            } else {
                if (kind < 7) {
                    begin(pick(ofNodes));
                }
                if (kind > 4) {
                    begin(pick(ofLinks));
                }
                long share = chance.nextInt(4) == 0 ? longestMillis : longestMillis / 4;
                TimeUnit.MILLISECONDS.sleep(200 + (long) (chance.nextDouble() * share));
            }
            heal();
        }
    }

    private void begin(Fault fault) throws Exception {
        undos.push(fault.begin());
    }

    private void heal() throws Exception {
        while (!undos.isEmpty()) {
            undos.pop().undo();
        }
        for (int node : cluster.nodes().numbers()) {
            // Fails with what it said when it ended by itself.
            cluster.node(node).awaitReady();
        }
        say("healed, node " + cluster.nodes().leader() + " leads");
        load.awaitProgress(PROGRESS);
    }

    private void say(String what) {
        System.out.printf("%9.3f s  %s%n", (System.nanoTime() - started) / 1e9, what);
    }

    private <T> T pick(List<T> from) {
        return from.get(chance.nextInt(from.size()));
    }

    private int anyNode() {
        return pick(cluster.nodes().numbers());
    }

    private int leader() throws InterruptedException {
        return cluster.nodes().leader();
    }

    private Undo kill() throws Exception {
        return kill(anyNode());
    }

    private Undo killLeader() throws Exception {
        return kill(leader());
    }

    private Undo kill(int node) throws Exception {
        say("kill " + node);
        cluster.node(node).kill();
        return () -> cluster.node(node).begin();
    }

    private Undo losePower() throws Exception {
        say("power loss of all");
        cluster.losePower();
        return () -> {};
    }

    private Undo stop() throws Exception {
        return stop(anyNode());
    }

    private Undo stopLeader() throws Exception {
        return stop(leader());
    }

    private Undo stop(int node) throws Exception {
        say("stop " + node);
        cluster.node(node).suspend();
        return () -> cluster.node(node).wake();
    }

    private Undo slowDisk() throws Exception {
        int node = anyNode();
        int millis = 20 + chance.nextInt(500);
        say("the disk of " + node + " takes " + millis + " ms for a sync");
        cluster.node(node).tell("slow " + millis);
        return () -> cluster.node(node).tell("healthy");
    }

    private Undo fullDisk() throws Exception {
        int node = anyNode();
        say("the disk of " + node + " is full");
        ServerProcess server = cluster.node(node);
        server.tell("full");
        return () -> {
            if (server.isRunning()) {
                server.kill();
            } else if (!server.output().contains("Check the disk and its free space, then restart this node.")) {
                throw new AssertionError("a node with a full disk said: " + server.output());
            }
            server.begin();
        };
    }

    /** A node that finds its log damaged must say so, and not start. */
    private Undo flip() throws Exception {
        int node = anyNode();
        ServerProcess server = cluster.node(node);
        server.kill();
        LogFlip flip = LogFlip.in(server.data(), chance.nextInt(1_000));
        say("flip a bit of " + flip.fileName() + " of " + node);
        server.begin();
        server.awaitExit();
        if (!server.output().contains("The log is damaged: file " + flip.fileName())) {
            throw new AssertionError("a node with a damaged log said: " + server.output());
        }
        return () -> {
            flip.undo();
            server.begin();
        };
    }

    private List<Integer> shuffled() {
        List<Integer> nodes = new ArrayList<>(cluster.nodes().numbers());
        Collections.shuffle(nodes, chance);
        return nodes;
    }

    private Undo cut(List<Integer> from, List<Integer> to) {
        for (int a : from) {
            for (int b : to) {
                if (a != b) {
                    cluster.traffic().cut(new Way(a, b));
                }
            }
        }
        boolean breaks = chance.nextBoolean();
        return () -> {
            cluster.traffic().heal();
            if (breaks) {
                cluster.proxy().reset(any -> true);
            }
        };
    }

    private Undo cutBothWays(List<Integer> one, List<Integer> other) {
        cut(one, other);
        return cut(other, one);
    }

    private Undo halves() {
        List<Integer> nodes = shuffled();
        int size = 1 + chance.nextInt(nodes.size() - 1);
        say("cut " + nodes.subList(0, size) + " from " + nodes.subList(size, nodes.size()));
        return cutBothWays(nodes.subList(0, size), nodes.subList(size, nodes.size()));
    }

    private Undo isolateLeader() throws InterruptedException {
        int leader = leader();
        say("cut " + leader + " from all others");
        return cutBothWays(List.of(leader), cluster.nodes().numbers());
    }

    private Undo deafen() {
        int node = anyNode();
        say("cut the ways to " + node);
        return cut(cluster.nodes().numbers(), List.of(node));
    }

    private Undo mute() throws InterruptedException {
        int node = chance.nextBoolean() ? leader() : anyNode();
        say("cut the ways from " + node);
        return cut(List.of(node), cluster.nodes().numbers());
    }

    private Undo bridge() {
        List<Integer> nodes = shuffled();
        int half = nodes.size() / 2;
        say("cut " + nodes.subList(1, half + 1) + " from " + nodes.subList(half + 1, nodes.size()) + ", but for "
                + nodes.get(0));
        return cutBothWays(nodes.subList(1, half + 1), nodes.subList(half + 1, nodes.size()));
    }

    private Undo slow() {
        int millis = 1 + chance.nextInt(150);
        say("packets take " + millis + " ms");
        for (int a : cluster.nodes().numbers()) {
            for (int b : cluster.nodes().numbers()) {
                cluster.traffic().slow(new Way(a, b), millis);
            }
        }
        return cluster.traffic()::heal;
    }

    private Undo reset() {
        say("break all connections");
        cluster.proxy().reset(any -> true);
        return () -> cluster.proxy().reset(any -> chance.nextBoolean());
    }

    private Undo rollingRestart() throws Exception {
        for (int node : cluster.nodes().numbers()) {
            say("restart " + node);
            int code = cluster.node(node).terminate();
            if (code != 0) {
                throw new AssertionError(
                        "SIGTERM ended with " + code + ": " + cluster.node(node).output());
            }
            cluster.node(node).start();
        }
        return () -> {};
    }

    /** A node comes, leads as often as not, and goes. */
    private Undo changeMembers() throws Exception {
        int number = Collections.max(cluster.nodes().numbers()) + 1 + joined++;
        say("add " + number);
        cluster.nodes().join(directory, number);
        try (QuorateClient client = Quorate.connect(cluster.nodes().endpoints())) {
            SystemCommand.NewMember member =
                    new SystemCommand.NewMember(number, cluster.nodes().peerAddress(number));
            change(client, new SystemCommand.ChangeMembers(List.of(member), List.of()));
            if (chance.nextBoolean()) {
                say("transfer to " + number);
                Await.result(client.system()
                        .call(new SystemCommand.TransferLeadership(number), SystemCommand.TransferAsked.class, CHANGE));
            }
            load.awaitProgress(PROGRESS);
            say("remove " + number);
            change(client, new SystemCommand.ChangeMembers(List.of(), List.of(number)));
        }
        cluster.nodes().leave(number);
        return () -> {};
    }

    private static void change(QuorateClient client, SystemCommand.ChangeMembers change) {
        Await.result(client.system().call(change, SystemCommand.MembersChanged.class, CHANGE));
    }
}
