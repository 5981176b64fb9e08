package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.ServerProcess;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** What happens to all nodes, one after the other or at once. Each is over when it has begun. */
final class ClusterFaults {
    private static final Duration CHANGE = Duration.ofMinutes(2);

    /** Operations that must be answered between two steps. */
    private static final int PROGRESS = 50;

    private final Scene scene;
    private final Load load;
    private final Path directory;
    private int joined;

    /** @param directory of nodes that come */
    ClusterFaults(Scene scene, Load load, Path directory) {
        this.scene = scene;
        this.load = load;
        this.directory = directory;
    }

    List<Fault> kinds() {
        return List.of(
                new Fault("power-loss", true, this::losePower),
                new Fault("rolling-restart", true, this::rollingRestart),
                new Fault("change-members", true, this::changeMembers));
    }

    private Fault.Undo losePower() throws Exception {
        scene.say("power loss of all");
        scene.cluster().losePower();
        return () -> {};
    }

    private Fault.Undo rollingRestart() throws Exception {
        for (int number : scene.nodes()) {
            scene.say("restart " + number);
            ServerProcess node = scene.cluster().node(number);
            int code = node.terminate();
            if (code != 0) {
                throw new AssertionError("SIGTERM ended with " + code + ": " + node.output());
            }
            load.awaitProgress(PROGRESS);
            node.start();
        }
        return () -> {};
    }

    /** A node comes, leads as often as not, and goes. */
    private Fault.Undo changeMembers() throws Exception {
        int number = Collections.max(scene.nodes()) + 1 + joined++;
        scene.say("add " + number);
        scene.cluster().nodes().join(directory, number);
        try (QuorateClient client = Quorate.connect(scene.cluster().nodes().endpoints())) {
            SystemCommand.NewMember member =
                    new SystemCommand.NewMember(number, scene.cluster().nodes().peerAddress(number));
            change(client, new SystemCommand.ChangeMembers(List.of(member), List.of()));
            if (scene.chance().nextBoolean()) {
                scene.say("transfer to " + number);
                Await.result(client.system()
                        .call(new SystemCommand.TransferLeadership(number), SystemCommand.TransferAsked.class, CHANGE));
            }
            load.awaitProgress(PROGRESS);
            scene.say("remove " + number);
            change(client, new SystemCommand.ChangeMembers(List.of(), List.of(number)));
        }
        scene.cluster().nodes().leave(number);
        return () -> {};
    }

    private static void change(QuorateClient client, SystemCommand.ChangeMembers change) {
        Await.result(client.system().call(change, SystemCommand.MembersChanged.class, CHANGE));
    }
}
