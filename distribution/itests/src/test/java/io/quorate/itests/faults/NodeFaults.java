package io.quorate.itests.faults;

import io.quorate.itests.ServerProcess;
import java.util.List;

/** What happens to one node or to its disk. */
final class NodeFaults {
    private static final int MIN_SLOW_MILLIS = 20;
    private static final int MAX_SLOW_MILLIS = 500;
    private static final int MAX_CALLS = 40;

    private final Scene scene;

    NodeFaults(Scene scene) {
        this.scene = scene;
    }

    List<Fault> kinds() {
        return List.of(
                new Fault("kill", true, () -> kill(scene.anyNode())),
                new Fault("kill-leader", true, () -> kill(scene.leader())),
                new Fault("stop", true, () -> stop(scene.anyNode())),
                new Fault("stop-leader", true, () -> stop(scene.leader())),
                new Fault("slow-disk", true, this::slowDisk),
                new Fault("full-disk", true, this::fullDisk),
                new Fault("die", true, this::die),
                new Fault("flip", true, this::flip));
    }

    private ServerProcess node(int number) {
        return scene.cluster().node(number);
    }

    private Fault.Undo kill(int node) throws Exception {
        scene.say("kill " + node);
        node(node).kill();
        return () -> node(node).begin();
    }

    private Fault.Undo stop(int node) throws Exception {
        scene.say("stop " + node);
        node(node).suspend();
        return () -> node(node).wake();
    }

    private Fault.Undo slowDisk() throws Exception {
        int node = scene.anyNode();
        int millis = MIN_SLOW_MILLIS + scene.chance().nextInt(MAX_SLOW_MILLIS - MIN_SLOW_MILLIS);
        scene.say("the disk of " + node + " takes " + millis + " ms for a sync");
        node(node).tell("slow " + millis);
        return () -> node(node).tell("healthy");
    }

    private Fault.Undo fullDisk() throws Exception {
        int node = scene.anyNode();
        scene.say("the disk of " + node + " is full");
        ServerProcess server = node(node);
        server.tell("full");
        return () -> {
            if (server.isRunning()) {
                server.kill();
            } else {
                requireSaid(server, "Check the disk and its free space, then restart this node.");
            }
            server.begin();
        };
    }

    /** The power goes between two steps of what the disk does, which a kill from outside seldom meets. */
    private Fault.Undo die() throws Exception {
        int node = scene.anyNode();
        int calls = 1 + scene.chance().nextInt(MAX_CALLS);
        scene.say("node " + node + " dies at the next call " + calls + " of its disk");
        ServerProcess server = node(node);
        server.tell("die " + calls);
        server.awaitExit();
        return server::begin;
    }

    /** A node that finds its log damaged goes on with an empty one, and at the second time says why it does not start. */
    private Fault.Undo flip() throws Exception {
        int node = scene.anyNode();
        ServerProcess server = node(node);
        server.kill();
        boolean again = LogFlip.wasLost(server.data());
        LogFlip flip = LogFlip.in(server.data(), scene.chance().nextInt(LogFlip.PLACES));
        scene.say("flip a bit of " + flip.fileName() + " of " + node);
        server.begin();
        if (!again) {
            server.awaitOutput("The log is damaged: file " + flip.fileName());
            server.awaitOutput("This node goes on with an empty log");
            return () -> {};
        }
        int code = server.awaitExit();
        if (code == 0) {
            throw new AssertionError("a node with a damaged log ended as if all were well: " + server.output());
        }
        requireSaid(server, "The log is damaged: file " + flip.fileName());
        requireSaid(server, "hat has happened before");
        return () -> {
            flip.undo();
            server.begin();
        };
    }

    private static void requireSaid(ServerProcess server, String text) throws Exception {
        if (!server.output().contains(text)) {
            throw new AssertionError("instead of '" + text + "' a node said: " + server.output());
        }
    }
}
