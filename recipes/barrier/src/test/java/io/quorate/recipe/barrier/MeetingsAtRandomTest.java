package io.quorate.recipe.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.MeetingModel.Fate;
import io.quorate.recipe.barrier.MeetingModel.Leaver;
import io.quorate.recipe.barrier.MeetingModel.Party;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierDescription;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parties that come, give up, time out, die and leave in any order, beside a model of what is to become of each. */
class MeetingsAtRandomTest {
    private static final int STEPS = 500;
    private static final int PARTIES = 3;

    private final BarrierWorld barrier = new BarrierWorld();
    private final List<TestClient> clients = new ArrayList<>(List.of(barrier.a, barrier.b, barrier.c));
    private final List<Party> all = new ArrayList<>();
    private long now;
    private int passed;
    private int broken;

    @ParameterizedTest
    @CsvSource({
        "CYCLIC, BREAK, 1", "CYCLIC, BREAK, 2", "CYCLIC, SHRINK, 3", "CYCLIC, SHRINK, 4",
        "DOUBLE, BREAK, 5", "DOUBLE, BREAK, 6", "DOUBLE, SHRINK, 7", "DOUBLE, SHRINK, 8"
    })
    void doesWhatTheModelSays(BarrierKind kind, LossPolicy policy, long seed) {
        MeetingModel model = new MeetingModel(kind, PARTIES, policy);
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            act(model, random);
            check(model, "seed " + seed + ", step " + step);
        }
        assertTrue(passed > STEPS / 20, () -> "only " + passed + " passed");
        assertEquals(policy == LossPolicy.BREAK, broken > 0);
        clients.forEach(TestClient::closeSession);
        barrier.requireNothingLeft();
        barrier.close();
    }

    private void act(MeetingModel model, Random random) {
        TestClient client = clients.get(random.nextInt(clients.size()));
        int dice = random.nextInt(100);
        if (dice < 50) {
            arrive(model, client, 1 + random.nextInt(20_000));
        } else if (dice < 75) {
            leave(model, random);
        } else if (dice < 85) {
            pass(model, 1 + random.nextInt(4_000));
        } else if (dice < 90 && !model.waiting.isEmpty()) {
            Party party = model.waiting.get(random.nextInt(model.waiting.size()));
            party.reply.cancel();
            model.giveUp(party);
        } else if (dice < 92) {
            barrier.world.changeLeader();
        } else if (dice < 96) {
            clients.remove(client);
            client.closeSession();
            model.endSession(client);
            clients.add(barrier.world.client("next"));
        }
    }

    private void arrive(MeetingModel model, TestClient client, long wait) {
        boolean full = model.isFull();
        String command = model.kind == BarrierKind.CYCLIC ? BarrierContract.AWAIT : BarrierContract.ENTER;
        Reply<Passage> reply = barrier.arrive(client, command, new Arrival(PARTIES, model.policy, wait, ""));
        if (full) {
            assertEquals("OVERLOADED", reply.code());
            return;
        }
        Party party = new Party(client, reply, now + wait);
        all.add(party);
        model.arrive(party);
    }

    private void leave(MeetingModel model, Random random) {
        if (model.inside.isEmpty()) {
            return;
        }
        Party party = model.inside.get(random.nextInt(model.inside.size()));
        Reply<Left> reply = barrier.leave(party.client, party.reply.reply(), 600_000);
        boolean waits = model.leave(party);
        assertEquals(waits, reply.isWaiting());
        if (waits) {
            model.leaving.add(new Leaver(party.client, reply));
        }
    }

    /** Time passes; who waited too long says so, and the model learns it in the order of the log. */
    private void pass(MeetingModel model, long millis) {
        barrier.advance(millis);
        now += millis;
        List<Party> late = model.waiting.stream()
                .filter(party -> !party.reply.isWaiting() && party.reply.code().equals("WAIT_TIMED_OUT"))
                .sorted(Comparator.comparingLong(party -> party.reply.revision()))
                .toList();
        for (Party party : late) {
            assertTrue(now >= party.deadline, "it waited too short");
            model.giveUp(party);
        }
    }

    private void check(MeetingModel model, String when) {
        for (Party party : all) {
            check(party, when);
        }
        passed += (int) all.stream().filter(party -> party.fate == Fate.PASSED).count();
        broken += (int) all.stream().filter(party -> party.fate == Fate.BROKEN).count();
        all.removeIf(party -> party.fate != Fate.WAITS);
        model.leaving.forEach(leaver -> assertTrue(leaver.reply().isWaiting(), when));
        model.told.forEach(leaver -> leaver.reply().reply());
        model.told.clear();
        BarrierDescription seen = barrier.describe();
        assertEquals(model.waiting.size(), seen.waiting().size(), when);
        assertEquals(model.inside.size(), seen.members().size(), when);
        assertEquals(
                model.inside.size(),
                seen.inside().map(BarrierDescription.Inside::present).orElse(0),
                when);
        if (seen.kind().isPresent()) {
            assertEquals(model.missing(), seen.missing(), when);
        }
        assertEquals(
                model.waiting.isEmpty() && model.inside.isEmpty(),
                barrier.world.instances().isEmpty(),
                when);
    }

    private static void check(Party party, String when) {
        assertEquals(party.fate == Fate.WAITS, party.reply.isWaiting() && party.fate != Fate.GONE, when);
        if (party.fate == Fate.BROKEN) {
            assertEquals(BarrierContract.BROKEN, party.reply.code(), when);
        } else if (party.fate == Fate.PASSED) {
            Passage passage = party.reply.reply();
            assertEquals(party.together.size(), passage.parties(), when);
            assertEquals(party, party.together.get(passage.position() - 1), when);
            for (Party other : party.together) {
                assertEquals(passage.generation(), other.reply.reply().generation(), when);
                assertEquals(party.reply.revision(), other.reply.revision(), when);
            }
        } else if (party.fate == Fate.GONE) {
            assertFalse(!party.reply.isWaiting() && party.reply.code().isEmpty(), when);
        }
    }
}
