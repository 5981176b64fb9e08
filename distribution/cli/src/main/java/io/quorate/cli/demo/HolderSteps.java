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
            Child a = LockStory.hold(world, LockStory.A, SHORT_TTL);
            return "A (process " + a.pid() + ") holds " + LockStory.LOCK + " with token " + LockStory.awaitToken(a)
                    + ".";
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
            Child b = LockStory.hold(world, LockStory.B, LONG_TTL);
            Patience.await(
                    () -> {
                        Story.require(!LockStory.hasToken(b), "B did not wait: it was granted at once");
                        return !LockStory.describe(world).path("waiting").isEmpty();
                    },
                    "B is not among those that wait");
            return "B (process " + b.pid() + ") wants it too, and waits in the cluster's queue.";
        }

        /** A does not hold any more. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(LockStory.A).stop();
            world.child(LockStory.A).requireExit(0);
        }
    }

    record KillHolder() implements Step {
        @Override
        public String name() {
            return "kill-holder";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child a = world.child(LockStory.A);
            a.kill();
            a.requireExit(Child.KILLED);
            return "A is killed (SIGKILL): its session has " + SHORT_TTL + " to give a sign of life.";
        }

        /** A has released in the ordinary way before. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(LockStory.A).stop();
            world.child(LockStory.A).awaitExit();
        }
    }

    record HandOver() implements Step {
        @Override
        public String name() {
            return "hand-over";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            long before = LockStory.awaitToken(world.child(LockStory.A));
            long token = LockStory.awaitToken(world.child(LockStory.B));
            Story.require(token > before, "B has token " + token + ", which is not larger than A's " + before);
            return "A's session has ended: B holds " + LockStory.LOCK + " with token " + token + ", larger than A's "
                    + before + ".";
        }

        /** B has died too. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            world.child(LockStory.B).kill();
            world.child(LockStory.B).awaitExit();
        }
    }

    record Release() implements Step {
        @Override
        public String name() {
            return "release";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Child b = world.child(LockStory.B);
            b.stop();
            b.requireExit(0);
            return "B is asked to stop (SIGTERM) and releases " + LockStory.LOCK + ".";
        }

        /** An operator has taken the lock away from B. */
        @Override
        public void sabotage(World world) throws InterruptedException {
            long token = LockStory.awaitToken(world.child(LockStory.B));
            world.runClient("lock", "force-release", LockStory.LOCK, "--token", Long.toString(token))
                    .requireExit(0);
            world.child(LockStory.B).awaitExit();
        }
    }
}
