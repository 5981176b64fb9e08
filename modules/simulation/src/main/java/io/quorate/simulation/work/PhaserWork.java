package io.quorate.simulation.work;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.Ending;
import io.quorate.simulation.check.Operation;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How one program uses phasers: registers, goes through a few phases with the others, and deregisters. */
final class PhaserWork {
    private static final List<LossPolicy> POLICIES = List.of(LossPolicy.values());
    private static final long CALL_MILLIS = 5_000;
    private static final int MAX_PHASES = 4;

    private final SimClient client;
    private final Chance chance;
    private final Set<LossPolicy> busy = new HashSet<>();

    PhaserWork(SimClient client, Chance chance) {
        this.client = client;
        this.chance = chance;
    }

    /** It is registered nowhere. */
    boolean isIdle() {
        return busy.isEmpty();
    }

    private static String name(LossPolicy policy) {
        return "phaser-" + policy;
    }

    void begin() {
        LossPolicy policy = chance.pick(POLICIES);
        if (!busy.add(policy)) {
            return;
        }
        Operation asked = client.call(
                Verbs.REGISTER,
                name(policy),
                id -> new Register(policy, Long.toString(id)),
                chance.between(200, 5_000),
                Answer.of(
                        (Registered party) -> go(policy, party, 1 + chance.below(MAX_PHASES)),
                        failure -> busy.remove(policy)));
        if (chance.oneIn(20)) {
            client.later(chance.millis(0, 100), () -> {
                if (client.giveUp(asked)) {
                    busy.remove(policy);
                }
            });
        }
    }

    private void go(LossPolicy policy, Registered party, int phases) {
        long pause = chance.oneIn(8) ? chance.millis(500, 4_000) : chance.millis(1, 200);
        client.later(pause, () -> {
            if (phases == 0) {
                deregister(policy, party);
            } else {
                arrive(policy, party, phases);
            }
        });
    }

    private void arrive(LossPolicy policy, Registered party, int phases) {
        client.call(
                Verbs.ARRIVE,
                name(policy),
                id -> new Arrive(party.token()),
                CALL_MILLIS,
                Answer.of(
                        (Arrived arrived) -> await(policy, party, arrived.phase(), phases),
                        failure -> go(policy, party, phases - 1)));
    }

    private void await(LossPolicy policy, Registered party, long phase, int phases) {
        client.call(
                Verbs.AWAIT_ADVANCE,
                name(policy),
                id -> new AwaitAdvance(phase, chance.oneIn(6) ? 0 : chance.between(10, 4_000), Long.toString(id)),
                chance.between(200, 10_000),
                Answer.of(advanced -> go(policy, party, phases - 1), failure -> go(policy, party, phases - 1)));
    }

    private void deregister(LossPolicy policy, Registered party) {
        if (!client.believes(party.session())) {
            busy.remove(policy);
            return;
        }
        client.call(
                Verbs.ARRIVE_AND_DEREGISTER,
                name(policy),
                id -> new Arrive(party.token()),
                CALL_MILLIS,
                new Answer<>() {
                    @Override
                    public void replied(Arrived reply) {
                        busy.remove(policy);
                    }

                    @Override
                    public void failed(Ending.Failed failure) {
                        if (failure.code().equals(BarrierContract.NOT_A_PARTY)) {
                            busy.remove(policy);
                        } else {
                            client.later(chance.millis(10, 200), () -> deregister(policy, party));
                        }
                    }
                });
    }
}
