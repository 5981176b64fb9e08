package io.quorate.recipe.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.BarrierDescription;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parties that register, arrive, deregister and die in any order: no phase ends early, and all that wait for it hear the same. */
class PhasersAtRandomTest {
    private static final int STEPS = 500;
    private static final int MAX_PARTIES = 4;

    private final BarrierWorld phaser = new BarrierWorld();
    private final List<TestClient> clients = new ArrayList<>(List.of(phaser.a, phaser.b, phaser.c));
    private final List<Party> parties = new ArrayList<>();
    private final List<Wait> waiting = new ArrayList<>();
    private long phase;
    private int ended;
    private int broken;

    /** A call that waits for the end of the phase. */
    private record Wait(TestClient client, Reply<Advanced> reply) {}

    /** A party, and whether it has arrived in the phase. */
    private static final class Party {
        final TestClient client;
        final Registered registered;
        boolean arrived;

        Party(TestClient client, Registered registered) {
            this.client = client;
            this.registered = registered;
        }
    }

    @ParameterizedTest
    @CsvSource({"BREAK, 1", "BREAK, 2", "SHRINK, 3", "SHRINK, 4"})
    void doesWhatTheModelSays(LossPolicy policy, long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            act(policy, random);
            check("seed " + seed + ", step " + step);
        }
        assertTrue(ended > STEPS / 20, () -> "only " + ended + " phases ended");
        assertEquals(policy == LossPolicy.BREAK, broken > 0);
        clients.forEach(TestClient::closeSession);
        phaser.requireNothingLeft();
        phaser.close();
    }

    private void act(LossPolicy policy, Random random) {
        TestClient client = clients.get(random.nextInt(clients.size()));
        int dice = random.nextInt(100);
        if (dice < 20 && parties.size() < MAX_PARTIES) {
            parties.add(new Party(client, phaser.register(client, policy)));
            phase = parties.get(parties.size() - 1).registered.phase();
        } else if (dice < 60 && !parties.isEmpty()) {
            arrive(parties.get(random.nextInt(parties.size())));
        } else if (dice < 70 && !parties.isEmpty()) {
            Party party = parties.remove(random.nextInt(parties.size()));
            phaser.deregister(party.client, party.registered.token()).reply();
            endIfComplete();
        } else if (dice < 85 && !parties.isEmpty()) {
            waiting.add(new Wait(client, phaser.awaitAdvance(client, phase)));
        } else if (dice < 90 && !waiting.isEmpty()) {
            waiting.remove(random.nextInt(waiting.size())).reply().cancel();
        } else if (dice < 92) {
            phaser.world.changeLeader();
        } else if (dice < 96) {
            end(client, policy);
        }
    }

    private void arrive(Party party) {
        if (party.arrived) {
            assertEquals(
                    "CONFLICT",
                    phaser.arrive(party.client, party.registered.token()).code());
            return;
        }
        assertEquals(
                phase,
                phaser.arrive(party.client, party.registered.token()).reply().phase());
        party.arrived = true;
        endIfComplete();
    }

    private void endIfComplete() {
        if (parties.stream().allMatch(party -> party.arrived)) {
            for (Wait each : waiting) {
                Advanced advanced = each.reply().reply();
                assertEquals(parties.size(), advanced.parties());
                assertEquals(parties.isEmpty(), advanced.phase() == 0);
            }
            begin();
            ended++;
        }
    }

    private void begin() {
        waiting.clear();
        parties.forEach(party -> party.arrived = false);
        phase = phaser.describe().generation();
    }

    private void end(TestClient client, LossPolicy policy) {
        clients.remove(client);
        client.closeSession();
        clients.add(phaser.world.client("next"));
        waiting.removeIf(each -> each.client() == client);
        boolean lost = parties.removeIf(party -> party.client == client);
        if (lost && policy == LossPolicy.BREAK) {
            waiting.forEach(
                    each -> assertEquals(BarrierContract.BROKEN, each.reply().code()));
            broken++;
            begin();
        } else if (lost) {
            endIfComplete();
        }
    }

    private void check(String when) {
        BarrierDescription seen = phaser.describe();
        assertEquals(parties.size(), seen.parties(), when);
        assertEquals(parties.stream().filter(party -> !party.arrived).count(), seen.missing(), when);
        assertEquals(parties.isEmpty() ? 0 : phase, seen.generation(), when);
        assertEquals(parties.isEmpty(), phaser.world.instances().isEmpty(), when);
        waiting.forEach(each -> assertTrue(each.reply().isWaiting(), when));
    }
}
