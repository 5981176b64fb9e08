package io.quorate.cli.demo;

import static io.quorate.cli.demo.Programs.at;
import static io.quorate.cli.demo.Programs.fields;
import static io.quorate.cli.demo.RecipesStory.ANN;
import static io.quorate.cli.demo.RecipesStory.BARRIER;
import static io.quorate.cli.demo.RecipesStory.BOB;
import static io.quorate.cli.demo.RecipesStory.CAROL;
import static io.quorate.cli.demo.RecipesStory.ELECTION;
import static io.quorate.cli.demo.RecipesStory.EVE;
import static io.quorate.cli.demo.RecipesStory.KV;
import static io.quorate.cli.demo.RecipesStory.LOCK;
import static io.quorate.cli.demo.RecipesStory.NAME;
import static io.quorate.cli.demo.RecipesStory.WAIT_MILLIS;
import static io.quorate.cli.demo.RecipesStory.withEve;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where one waits for others. */
final class MeetingSteps {
    private static final int PARTIES = 3;

    private MeetingSteps() {}

    private static SortedMap<String, Object> acquire() {
        return fields("waitMillis", WAIT_MILLIS, "label", "");
    }

    private static SortedMap<String, Object> join(String who) {
        return fields("name", who, "labels", new TreeMap<>());
    }

    private static SortedMap<String, Object> arrival(long parties) {
        return fields("parties", parties, "waitMillis", WAIT_MILLIS);
    }

    record Lock() implements Step {
        @Override
        public String name() {
            return "lock";
        }

        @Override
        public String perform(World world) {
            Programs programs = world.programs();
            long token = Programs.token(programs.call(ANN, LOCK, NAME, "acquire", fields("waitMillis", 0L)));
            programs.keepToken(ANN, LOCK, token);
            programs.leaveWaiting(BOB, LOCK, NAME, "acquire", acquire());
            return "lock: Ann holds '" + NAME + "' with token " + token + "; Bob wants it too, and waits.";
        }

        /** Somebody else has it. */
        @Override
        public void sabotage(World world) {
            withEve(world).call(EVE, LOCK, NAME, "acquire", fields("waitMillis", 0L));
        }
    }

    record Election() implements Step {
        @Override
        public String name() {
            return "election";
        }

        @Override
        public String perform(World world) {
            Programs programs = world.programs();
            SortedMap<String, Object> joined = programs.call(ANN, ELECTION, NAME, "join", join(ANN));
            Story.require(joined.containsKey("token"), "Ann does not lead at once");
            long token = Programs.token(joined);
            programs.keepToken(ANN, ELECTION, token);
            programs.call(BOB, ELECTION, NAME, "join", join(BOB));
            return "election: Ann and Bob stand for '" + NAME + "'; Ann leads, and " + token
                    + " is the number of her term.";
        }

        /** Somebody else leads. */
        @Override
        public void sabotage(World world) {
            withEve(world).call(EVE, ELECTION, NAME, "join", join(EVE));
        }
    }

    record Barrier() implements Step {
        @Override
        public String name() {
            return "barrier";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Programs programs = world.programs();
            for (String who : List.of(ANN, BOB)) {
                programs.leaveWaiting(who, BARRIER, NAME, "await", arrival(PARTIES));
            }
            Patience.await(
                    () -> {
                        Story.require(programs.waits(ANN, BARRIER) && programs.waits(BOB, BARRIER), "they do not wait");
                        return ((List<?>) at(described(programs), "waiting")).size() == 2;
                    },
                    "not two are waiting: " + described(programs));
            return "barrier: Ann and Bob wait at '" + NAME + "', which lets three through together.";
        }

        private static Map<?, ?> described(Programs programs) {
            return programs.ask(CAROL, BARRIER, NAME, "describe", fields());
        }

        /** Somebody waits there already, for another number of parties. */
        @Override
        public void sabotage(World world) {
            Programs programs = withEve(world);
            programs.leaveWaiting(EVE, BARRIER, NAME, "await", arrival(2));
            programs.ask(EVE, BARRIER, NAME, "describe", fields());
        }
    }

    record Meet() implements Step {
        @Override
        public String name() {
            return "meet";
        }

        @Override
        public String perform(World world) {
            Programs programs = world.programs();
            Object last = programs.call(CAROL, BARRIER, NAME, "await", arrival(PARTIES))
                    .get("generation");
            for (String who : List.of(ANN, BOB)) {
                Object generation = programs.kept(who, BARRIER).get("generation");
                Story.require(Objects.equals(generation, last), who + " passed with generation " + generation);
            }
            return "barrier: Carol comes, and all three pass with generation " + last + ".";
        }

        /** Ann is gone, and the generation is broken. */
        @Override
        public void sabotage(World world) {
            world.programs().end(ANN);
        }
    }

    record Succeed() implements Step {
        @Override
        public String name() {
            return "succeed";
        }

        @Override
        public String perform(World world) throws InterruptedException {
            Programs programs = world.programs();
            programs.end(ANN);
            long token = Programs.token(programs.kept(BOB, LOCK));
            Story.require(token > programs.keptToken(ANN, LOCK), "Bob's token " + token + " is not larger than Ann's");
            Patience.await(() -> leader(programs).equals(BOB), "Bob does not lead");
            Object outcome =
                    at(programs.ask(CAROL, KV, NAME, "get", fields("key", WorkSteps.KEY)), "entry", "value", "text");
            Story.require("done by Bob".equals(outcome), "the outcome is " + outcome);
            return "Ann's program ends: Bob holds the lock with token " + token
                    + " and leads the election, and what he wrote is there.";
        }

        private static String leader(Programs programs) {
            return String.valueOf(
                    at(programs.ask(CAROL, ELECTION, NAME, "describe", fields()), "view", "leader", "name"));
        }

        /** Bob is gone. */
        @Override
        public void sabotage(World world) {
            world.programs().end(BOB);
        }
    }
}
