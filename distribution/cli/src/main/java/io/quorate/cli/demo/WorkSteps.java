package io.quorate.cli.demo;

import static io.quorate.cli.demo.Programs.at;
import static io.quorate.cli.demo.Programs.fields;
import static io.quorate.cli.demo.RecipesStory.ANN;
import static io.quorate.cli.demo.RecipesStory.ATOMIC;
import static io.quorate.cli.demo.RecipesStory.BOB;
import static io.quorate.cli.demo.RecipesStory.CAROL;
import static io.quorate.cli.demo.RecipesStory.ELECTION;
import static io.quorate.cli.demo.RecipesStory.EVE;
import static io.quorate.cli.demo.RecipesStory.KV;
import static io.quorate.cli.demo.RecipesStory.NAME;
import static io.quorate.cli.demo.RecipesStory.QUEUE;
import static io.quorate.cli.demo.RecipesStory.WAIT_MILLIS;
import static io.quorate.cli.demo.RecipesStory.withEve;

import io.quorate.codec.Cbor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** What is counted, worked on, and written down. */
final class WorkSteps {
    static final String KEY = "/outcome/1";
    private static final int JOBS = 3;

    private static final int ADDED_BY_EACH = 500;

    /** By both. */
    static final long ADDED = 2 * ADDED_BY_EACH;

    private WorkSteps() {}

    private static SortedMap<String, Object> job(int number) {
        return fields("payload", ("job " + number).getBytes(StandardCharsets.UTF_8));
    }

    record Atomic() implements Step {
        @Override
        public String name() {
            return "atomic";
        }

        @Override
        public String perform(World world) {
            Programs programs = world.programs();
            List<CompletableFuture<?>> added = new ArrayList<>();
            for (int i = 0; i < ADDED_BY_EACH; i++) {
                added.add(programs.begin(ANN, ATOMIC, NAME, "add", fields("amount", 1L)));
                added.add(programs.begin(BOB, ATOMIC, NAME, "add", fields("amount", 1L)));
            }
            CompletableFuture.allOf(added.toArray(CompletableFuture[]::new)).join();
            Object count = at(programs.ask(CAROL, ATOMIC, NAME, "get", fields()), "value");
            Story.require(count.equals(ADDED), "they added 1 " + ADDED + " times, and the counter is " + count);
            return "atomic: Ann and Bob add 1 to '" + NAME + "', " + ADDED_BY_EACH
                    + " times each and at once; Carol reads " + count + ".";
        }

        /** Somebody else counts with them. */
        @Override
        public void sabotage(World world) {
            withEve(world).call(EVE, ATOMIC, NAME, "add", fields("amount", 1L));
        }
    }

    record Queue() implements Step {
        @Override
        public String name() {
            return "queue";
        }

        @Override
        public String perform(World world) {
            Programs programs = world.programs();
            for (int i = 1; i <= JOBS; i++) {
                programs.call(ANN, QUEUE, NAME, "offer", job(i));
            }
            SortedMap<String, Object> taken =
                    programs.call(BOB, QUEUE, NAME, "take", fields("waitMillis", WAIT_MILLIS, "leaseMillis", 600_000L));
            Object item = ((List<?>) at(taken, "items")).get(0);
            String payload = new String((byte[]) at((Map<?, ?>) item, "payload"), StandardCharsets.UTF_8);
            Story.require(payload.equals("job 1"), "Bob got '" + payload + "'");
            programs.keepToken(BOB, QUEUE, Programs.token(taken));
            programs.keepToken(BOB, "item", (Long) at((Map<?, ?>) item, "id"));
            return "queue: Ann offers " + JOBS + " jobs; Bob takes '" + payload
                    + "', which is his until he acknowledges it.";
        }

        /** Somebody has offered a job before. */
        @Override
        public void sabotage(World world) {
            withEve(world).call(EVE, QUEUE, NAME, "offer", job(0));
        }
    }

    record Transact() implements Step {
        @Override
        public String name() {
            return "transact";
        }

        @Override
        public String perform(World world) {
            Programs programs = world.programs();
            SortedMap<String, Object> leads = fields(
                    "@",
                    "Held",
                    "recipe",
                    ELECTION,
                    "instance",
                    NAME,
                    "token",
                    fields("value", programs.keptToken(ANN, ELECTION)));
            SortedMap<String, Object> put =
                    fields("@", "Put", "key", KEY, "value", fields("@", "Text", "text", "done by Bob"));
            SortedMap<String, Object> transacted = programs.call(
                    BOB,
                    KV,
                    NAME,
                    "transact",
                    fields(
                            "when",
                            List.of(leads),
                            "then",
                            List.of(put, acknowledge(programs)),
                            "otherwise",
                            List.of()));
            Story.require(Boolean.TRUE.equals(transacted.get("held")), "Ann does not lead any more");
            Object left = at(programs.ask(CAROL, QUEUE, NAME, "describe", fields()), "items");
            Story.require(left.equals(JOBS - 1L), "the queue has " + left + " jobs");
            return "kv: since Ann still leads, Bob writes the outcome to '" + KEY
                    + "' and acknowledges the job in one step, revision " + transacted.get("revision") + "; "
                    + left + " jobs are left.";
        }

        private static SortedMap<String, Object> acknowledge(Programs programs) {
            SortedMap<String, Object> ack = fields(
                    "id", programs.keptToken(BOB, "item"), "token", fields("value", programs.keptToken(BOB, QUEUE)));
            return fields(
                    "@",
                    "Call",
                    "invocation",
                    fields(
                            "recipe",
                            QUEUE,
                            "contract",
                            1L,
                            "instance",
                            NAME,
                            "command",
                            "ack",
                            "request",
                            Cbor.encode(ack)));
        }

        /** An operator has taken the job away. */
        @Override
        public void sabotage(World world) {
            Programs programs = withEve(world);
            programs.call(EVE, QUEUE, NAME, "remove", fields("id", programs.keptToken(BOB, "item")));
        }
    }
}
