package io.quorate.cli.demo;

/** What happens to the two that want the lock. */
final class HolderSteps {
    private static final String SHORT_TTL = "5s";
    private static final String LONG_TTL = "30s";

    private HolderSteps() {}

    record Grant() implements Step {
        @Override
        public String name() {
            return "grant";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child a = Story.hold(world, Story.A, SHORT_TTL);
            return "A (process " + a.pid() + ") holds " + Story.LOCK + " with token " + Story.awaitToken(a) + ".";
        }

        /** Most nodes have died. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.killMajority();
        }
    }

    record Queue() implements Step {
        @Override
        public String name() {
            return "queue";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child b = Story.hold(world, Story.B, LONG_TTL);
            Patience.await(
                    () -> {
                        Story.require(!Story.hasToken(b), "B did not wait: it was granted at once");
                        return !Story.describe(world).path("waiting").isEmpty();
                    },
                    "B is not among those that wait");
            return "B (process " + b.pid() + ") wants it too, and waits in the cluster's queue.";
        }

        /** A does not hold any more. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(Story.A).stop();
            world.child(Story.A).requireExit(0);
        }
    }

    record KillHolder() implements Step {
        @Override
        public String name() {
            return "kill-holder";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child a = world.child(Story.A);
            a.kill();
            a.requireExit(Child.KILLED);
            return "A is killed (SIGKILL): its session has " + SHORT_TTL + " to give a sign of life.";
        }

        /** A has released in the ordinary way before. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(Story.A).stop();
            world.child(Story.A).awaitExit();
        }
    }

    record HandOver() implements Step {
        @Override
        public String name() {
            return "hand-over";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            long before = Story.awaitToken(world.child(Story.A));
            long token = Story.awaitToken(world.child(Story.B));
            Story.require(token > before, "B has token " + token + ", which is not larger than A's " + before);
            return "A's session has ended: B holds " + Story.LOCK + " with token " + token + ", larger than A's "
                    + before + ".";
        }

        /** B has died too. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(Story.B).kill();
            world.child(Story.B).awaitExit();
        }
    }

    record Release() implements Step {
        @Override
        public String name() {
            return "release";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child b = world.child(Story.B);
            b.stop();
            b.requireExit(0);
            return "B is asked to stop (SIGTERM) and releases " + Story.LOCK + ".";
        }

        /** An operator has taken the lock away from B. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            long token = Story.awaitToken(world.child(Story.B));
            world.runClient("lock", "force-release", Story.LOCK, "--token", Long.toString(token))
                    .requireExit(0);
            world.child(Story.B).awaitExit();
        }
    }
}
