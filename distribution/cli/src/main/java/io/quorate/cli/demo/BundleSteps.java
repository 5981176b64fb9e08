package io.quorate.cli.demo;

import io.quorate.recipe.system.SystemQuery;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What happens to the bundle. */
final class BundleSteps {
    private static final String RECIPE = "lock";
    private static final int NOT_FOUND = 3;
    private static final int CONFLICT = 4;

    private BundleSteps() {}

    record RefuseLock() implements Step {
        private static final Pattern ANSWER = Pattern.compile("(recipe 'lock' is not deployed.*)|^token ");

        @Override
        public String name() {
            return "refuse-lock";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child client = LockStory.hold(world, "early client", "10s");
            String refusal = client.await(ANSWER).group(1);
            Story.require(refusal != null, "a lock was granted without the recipe");
            client.requireExit(NOT_FOUND);
            return "A lock is refused: " + refusal;
        }

        /** Somebody else has deployed the recipe. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.runClient("bundle", "deploy", RECIPE).requireExit(0);
        }
    }

    record Deploy() implements Step {
        private static final Pattern VERSION = Pattern.compile("^version +(\\S+)$");

        @Override
        public String name() {
            return "deploy-bundle";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child client = world.runClient("bundle", "deploy", RECIPE);
            client.requireExit(0);
            Set<Long> revisions = new TreeSet<>();
            for (int node : World.NODES) {
                revisions.add(activeSince(world, node));
            }
            Story.require(revisions.size() == 1, "the nodes switched it on at different revisions: " + revisions);
            return "The bundle '" + RECIPE + "', version "
                    + client.await(VERSION).group(1)
                    + ", is deployed: nodes 1, 2 and 3 switched it on at the same point of the log, revision "
                    + revisions.iterator().next() + ".";
        }

        /** Waits until this node itself has it active. */
        private static long activeSince(World world, int number) throws InterruptedException {
            long[] revision = new long[1];
            try (Nodes node = Nodes.at(List.of(world.endpoint(number)))) {
                Patience.await(
                        () -> {
                            revision[0] = node.bundles().stream()
                                    .filter(bundle -> bundle.recipe().equals(RECIPE))
                                    .filter(bundle -> bundle.state().equals("ACTIVE"))
                                    .mapToLong(SystemQuery.BundleInfo::revision)
                                    .findFirst()
                                    .orElse(0);
                            return revision[0] > 0 && node.itself().node() == number;
                        },
                        "node " + number + " does not switch it on");
            }
            return revision[0];
        }

        /** Most nodes have died. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.killMajority();
        }
    }

    record RefuseUndeploy() implements Step {
        @Override
        public String name() {
            return "refuse-undeploy";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child client = world.runClient("bundle", "undeploy", RECIPE);
            client.requireExit(CONFLICT);
            return "To undeploy the bundle is refused while B holds: "
                    + client.output().replaceFirst("^quorate: ", "");
        }

        /** B has released already. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(LockStory.B).stop();
            world.child(LockStory.B).requireExit(0);
        }
    }

    record Undeploy() implements Step {
        @Override
        public String name() {
            return "undeploy-bundle";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            world.runClient("bundle", "undeploy", RECIPE).requireExit(0);
            return "Now the bundle is undeployed.";
        }

        /** A third one has come and holds. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            LockStory.awaitToken(LockStory.hold(world, "C", "30s"));
        }
    }
}
