package io.quorate.cli.demo;

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
            Child client = Story.hold(world, "early client", "10s");
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
            return "The bundle '" + RECIPE + "', version "
                    + client.await(VERSION).group(1) + ", is deployed into the running server.";
        }

        /** The server has died. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child("server").kill();
            world.child("server").awaitExit();
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
            world.child(Story.B).stop();
            world.child(Story.B).requireExit(0);
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
            Story.awaitToken(Story.hold(world, "C", "30s"));
        }
    }
}
