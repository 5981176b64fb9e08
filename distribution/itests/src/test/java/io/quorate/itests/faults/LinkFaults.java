package io.quorate.itests.faults;

import java.util.List;

/** What happens to the ways between nodes. */
final class LinkFaults {
    private static final int MAX_SLOW_MILLIS = 150;

    private final Scene scene;

    LinkFaults(Scene scene) {
        this.scene = scene;
    }

    List<Fault> kinds() {
        return List.of(
                new Fault("halves", true, this::halves),
                new Fault("isolate-leader", true, this::isolateLeader),
                new Fault("deafen", true, this::deafen),
                new Fault("mute", true, this::mute),
                new Fault("bridge", true, this::bridge),
                // Votes may come later than the next election begins.
                new Fault("slow", false, this::slow),
                new Fault("reset", true, this::reset));
    }

    private Fault.Undo cut(List<Integer> from, List<Integer> to) {
        for (int a : from) {
            for (int b : to) {
                if (a != b) {
                    scene.cluster().traffic().cut(new Way(a, b));
                }
            }
        }
        boolean breaks = scene.chance().nextBoolean();
        return () -> {
            scene.cluster().traffic().heal();
            if (breaks) {
                scene.cluster().proxy().reset(any -> true);
            }
        };
    }

    private Fault.Undo cutBothWays(List<Integer> one, List<Integer> other) {
        cut(one, other);
        return cut(other, one);
    }

    /** One part has most nodes. */
    private Fault.Undo halves() {
        List<Integer> nodes = scene.shuffledNodes();
        int size = 1 + scene.chance().nextInt(nodes.size() - 1);
        scene.say("cut " + nodes.subList(0, size) + " from " + nodes.subList(size, nodes.size()));
        return cutBothWays(nodes.subList(0, size), nodes.subList(size, nodes.size()));
    }

    private Fault.Undo isolateLeader() throws InterruptedException {
        int leader = scene.leader();
        scene.say("cut " + leader + " from all others");
        return cutBothWays(List.of(leader), scene.nodes());
    }

    private Fault.Undo deafen() throws InterruptedException {
        int node = leaderOrAny();
        scene.say("cut the ways to " + node);
        return cut(scene.nodes(), List.of(node));
    }

    private Fault.Undo mute() throws InterruptedException {
        int node = leaderOrAny();
        scene.say("cut the ways from " + node);
        return cut(List.of(node), scene.nodes());
    }

    private int leaderOrAny() throws InterruptedException {
        return scene.chance().nextBoolean() ? scene.leader() : scene.anyNode();
    }

    /** Two groups do not see each other, and one node sees both. */
    private Fault.Undo bridge() {
        List<Integer> nodes = scene.shuffledNodes();
        List<Integer> one = nodes.subList(1, nodes.size() / 2 + 1);
        List<Integer> other = nodes.subList(nodes.size() / 2 + 1, nodes.size());
        scene.say("cut " + one + " from " + other + ", but for " + nodes.get(0));
        return cutBothWays(one, other);
    }

    private Fault.Undo slow() {
        int millis = 1 + scene.chance().nextInt(MAX_SLOW_MILLIS);
        scene.say("packets take " + millis + " ms");
        for (int a : scene.nodes()) {
            for (int b : scene.nodes()) {
                scene.cluster().traffic().slow(new Way(a, b), millis);
            }
        }
        return scene.cluster().traffic()::heal;
    }

    private Fault.Undo reset() {
        scene.say("break all connections");
        scene.cluster().proxy().reset(any -> true);
        return () -> scene.cluster().proxy().reset(any -> scene.chance().nextBoolean());
    }
}
