package io.quorate.cli.demo;

import static io.quorate.cli.demo.Programs.at;
import static io.quorate.cli.demo.Programs.fields;
import static io.quorate.cli.demo.Programs.token;

import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.QuorateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Ann, Bob and Carol use each recipe, and what they have does not change when leaders die. */
final class RecipesStory {
    static final String ANN = "Ann";
    static final String BOB = "Bob";
    static final String CAROL = "Carol";

    /** Comes in between, where a step is spoilt. */
    static final String EVE = "Eve";

    static final String LOCK = "lock";
    static final String ELECTION = "election";
    static final String ATOMIC = "atomic";
    static final String BARRIER = "barrier";
    static final String QUEUE = "queue";
    static final String KV = "kv";

    /** What they meet at: a resource of this name in each recipe. */
    static final String NAME = "nightly";

    static final long WAIT_MILLIS = Programs.LONG.toMillis();

    static final List<Step> STEPS = List.of(
            new NodeSteps.Start(),
            new DeployAll(),
            new MeetingSteps.Lock(),
            new MeetingSteps.Election(),
            new WorkSteps.Atomic(),
            new MeetingSteps.Barrier(),
            new WorkSteps.Queue(),
            new KillLeader("kill-first-leader"),
            new MeetingSteps.Meet(),
            new WorkSteps.Transact(),
            new Restart(),
            new KillLeader("kill-second-leader"),
            new MeetingSteps.Succeed());

    private RecipesStory() {}

    /** Somebody else comes who has a session of her own. */
    static Programs withEve(World world) {
        world.programs().connect(EVE, world.endpoints());
        return world.programs();
    }

    /** What all of it is after a leader died. */
    private static void requireNothingLost(World world) {
        Programs programs = world.programs();
        Map<?, ?> lock = programs.ask(CAROL, LOCK, NAME, "describe", fields());
        Story.require(
                token(lock, "holder") == programs.keptToken(ANN, LOCK) && programs.waits(BOB, LOCK),
                "Ann does not hold the lock any more, or Bob does not wait: " + lock);
        Map<?, ?> election = programs.ask(CAROL, ELECTION, NAME, "describe", fields());
        Story.require(
                token(election, "view", "leader") == programs.keptToken(ANN, ELECTION),
                "Ann does not lead any more: " + election);
        Map<?, ?> count = programs.ask(CAROL, ATOMIC, NAME, "get", fields());
        Story.require(
                at(count, "value").equals(WorkSteps.ADDED),
                "the counter was " + WorkSteps.ADDED + ", and now: " + count);
    }

    record DeployAll() implements Step {
        @Override
        public String name() {
            return "deploy-recipes";
        }

        @Override
        public String perform(World world) {
            for (String who : List.of(ANN, BOB, CAROL)) {
                world.programs().connect(who, world.endpoints());
            }
            List<String> names = List.of(LOCK, ELECTION, ATOMIC, KV, BARRIER, QUEUE);
            for (String name : names) {
                deploy(world, name);
            }
            return "The recipes " + String.join(", ", names)
                    + " are deployed, each on all nodes at one point of the log.";
        }

        private static void deploy(World world, String name) {
            Path bundle = world.recipe(name);
            try {
                Await.result(
                        world.programs().client(ANN).system().deployBundle(Files.readAllBytes(bundle), Child.PATIENCE));
            } catch (IOException | QuorateException failure) {
                throw new Failure(ExitCode.FAILURE, name + " is not deployed: " + failure.getMessage(), failure);
            }
        }

        /** Most nodes have died. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.killMajority();
        }
    }

    record KillLeader(String name) implements Step {
        @Override
        public String perform(World world) throws InterruptedException {
            String killed = NodeSteps.killLeader(world);
            requireNothingLost(world);
            return killed + ". Ann holds and leads with the same tokens, Bob waits, the counter is what it was.";
        }

        /** Another node has died already. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            new NodeSteps.KillLeader().sabotage(world);
        }
    }

    record Restart() implements Step {
        @Override
        public String name() {
            return "restart-node";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            return NodeSteps.restartKilled(world) + ".";
        }

        /** Its disk was replaced meanwhile. */
        @Override
        public void sabotage(World world) {
            new NodeSteps.Restart().sabotage(world);
        }
    }
}
