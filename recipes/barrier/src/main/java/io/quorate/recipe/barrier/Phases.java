package io.quorate.recipe.barrier;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * A phaser.
 *
 * @param phase that is under way
 * @param parties that are registered
 * @param arrived those of them that have arrived in the phase
 * @param waiting calls that wait for its end
 * @param broken the last phases that were broken, oldest first
 */
public record Phases(LossPolicy policy, long phase, int parties, int arrived, int waiting, List<Long> broken)
        implements Stage {
    /** One to which nobody has come. */
    static Phases of(LossPolicy policy, long phase) {
        return new Phases(policy, phase, 0, 0, 0, List.of());
    }

    @Override
    public BarrierKind kind() {
        return BarrierKind.PHASER;
    }

    @Override
    public boolean isUsed() {
        return parties > 0;
    }

    boolean isComplete() {
        return arrived == parties;
    }

    Phases with(int newParties, int newArrived) {
        return new Phases(policy, phase, newParties, newArrived, waiting, broken);
    }

    Phases waitedForBy(int calls) {
        return new Phases(policy, phase, parties, arrived, calls, broken);
    }

    /** In the next phase, for which nobody waits and in which nobody has arrived. */
    Phases advanced(long revision) {
        // Commands that another recipe makes of one of its own share a revision.
        return new Phases(policy, Math.max(phase + 1, revision), parties, 0, 0, broken);
    }

    /** Remembers that the phase is broken. */
    Phases broke() {
        List<Long> more = new ArrayList<>();
        int from = broken.size() < BarrierContract.MAX_BROKEN_PHASES ? 0 : 1;
        for (int i = from; i < broken.size(); i++) {
            more.add(broken.get(i));
        }
        more.add(phase);
        return new Phases(policy, phase, parties, arrived, waiting, more);
    }

    /** Whether it cannot be known any more how this phase ended. */
    boolean isForgotten(long past) {
        return broken.size() == BarrierContract.MAX_BROKEN_PHASES && past < broken.get(0);
    }

    @Override
    public String shown() {
        return "a phaser with policy " + policy;
    }
}
