package io.quorate.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.cli.TemporaryDirectory;
import io.quorate.recipe.system.SystemQuery.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** What happens to the nodes. */
final class NodeSteps {
    private NodeSteps() {}

    /** Answers what happened, without an end. */
    static String killLeader(World world) throws InterruptedException {
        try (Nodes nodes = Nodes.at(world.endpoints())) {
            int old = nodes.cluster().leader();
            long killedNanos = System.nanoTime();
            world.node(old).kill();
            world.node(old).requireExit(Child.KILLED);
            int leader = nodes.cluster().leader();
            long millis = Patience.since(killedNanos).toMillis();
            Story.require(leader != old, "node " + old + " was killed, and is said to lead all the same");
            return "The leader, node " + old + ", is killed (SIGKILL): node " + leader + " leads and answers " + millis
                    + " ms later";
        }
    }

    /** Answers what happened, without an end. */
    static String restartKilled(World world) throws InterruptedException {
        int number = killed(world);
        long committed;
        try (Nodes others = Nodes.at(world.endpoints())) {
            committed = others.cluster().commitIndex();
        }
        Child node = world.restart(number);
        Status[] status = new Status[1];
        try (Nodes itself = Nodes.at(List.of(world.endpoint(number)))) {
            Patience.await(
                    () -> {
                        status[0] = itself.itself();
                        return status[0].node() == number && status[0].appliedIndex() >= committed;
                    },
                    "node " + number + " does not reach index " + committed);
        }
        return "Node " + number + " is started again on its data (process " + node.pid()
                + ") and has caught up: it has applied index " + status[0].appliedIndex()
                + ", the others had committed " + committed;
    }

    private static int killed(World world) {
        return World.NODES.stream()
                .filter(each -> !world.node(each).isAlive())
                .findFirst()
                .orElseThrow();
    }

    record Start() implements Step {
        @Override
        public String name() {
            return "start-cluster";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            world.startCluster();
            try (Nodes nodes = Nodes.at(world.endpoints())) {
                Status status = nodes.cluster();
                Story.require(status.voters().equals(World.NODES), "the nodes that vote are " + status.voters());
                String processes = World.NODES.stream()
                        .map(number -> Long.toString(world.node(number).pid()))
                        .collect(Collectors.joining(", "));
                return "Nodes 1, 2 and 3 (processes " + processes + ") are a cluster, without any recipe; node "
                        + status.leader() + " leads.";
            }
        }

        /** There is no room for their data. */
        @Override
        public void sabotage(World world) {
            try {
                Files.createFile(world.data());
            } catch (IOException failure) {
                throw new Failure(ExitCode.FAILURE, "cannot make " + world.data() + ": " + failure, failure);
            }
        }
    }

    record KillLeader() implements Step {
        @Override
        public String name() {
            return "kill-leader";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            String killed = killLeader(world);
            JsonNode description = LockStory.describe(world);
            LockStory.requireHolder(description, LockStory.A, world.child(LockStory.A));
            Story.require(
                    description.path("waiting").size() == 1
                            && world.child(LockStory.B).isAlive()
                            && !LockStory.hasToken(world.child(LockStory.B)),
                    "B waited before, and now those that wait are " + description.path("waiting"));
            return killed + "; A still holds, B still waits.";
        }

        /** Another node has died already. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.node(1).kill();
            world.node(1).awaitExit();
            try (Nodes nodes = Nodes.at(world.endpoints())) {
                nodes.cluster();
            }
        }
    }

    record Restart() implements Step {
        @Override
        public String name() {
            return "restart-node";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            String restarted = restartKilled(world);
            LockStory.requireHolder(LockStory.describe(world), LockStory.B, world.child(LockStory.B));
            return restarted + "; B still holds.";
        }

        /** Its disk was replaced meanwhile. */
        @Override
        public void sabotage(World world) {
            new TemporaryDirectory(world.data().resolve("node-" + killed(world))).close();
        }
    }
}
