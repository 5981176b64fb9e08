package io.quorate.recipe.barrier;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.barrier.api.BarrierKind;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.recipe.barrier.api.Lost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cyclic or double barrier. The generation that gathers comes to its end when all have arrived and none is inside.
 *
 * @param parties how many are to meet
 * @param generation that gathers; 0 when nobody waits
 * @param arrived parties of it that wait
 * @param lost sessions of those that came and are lost, which are not waited for unless they come again; only where losses shrink
 * @param inside generation that is in a double barrier
 */
public record Meeting(
        BarrierKind kind,
        int parties,
        LossPolicy policy,
        long generation,
        int arrived,
        List<SessionId> lost,
        Optional<Inside> inside)
        implements Stage {
    /**
     * A generation that is in a double barrier.
     *
     * @param entered parties that came in
     * @param present those that have not left
     * @param lost the party that broke it
     */
    public record Inside(FencingToken token, long generation, int entered, int present, Optional<Lost> lost) {
        Inside without(int gone) {
            return new Inside(token, generation, entered, present - gone, lost);
        }

        Inside brokenBy(Lost party) {
            return new Inside(token, generation, entered, present, Optional.of(party));
        }
    }

    /** One to which nobody has come. */
    static Meeting of(BarrierKind kind, int parties, LossPolicy policy) {
        return new Meeting(kind, parties, policy, 0, 0, List.of(), Optional.empty());
    }

    @Override
    public boolean isUsed() {
        return arrived > 0 || inside.isPresent();
    }

    /** Parties of the generation that have not arrived. */
    int missing() {
        return parties - lost.size() - arrived;
    }

    boolean isComplete() {
        return arrived > 0 && missing() == 0 && inside.isEmpty();
    }

    boolean isSame(Meeting other) {
        return kind == other.kind && parties == other.parties && policy == other.policy;
    }

    /** One more has arrived; the first begins a generation. */
    Meeting joinedBy(SessionId session, long revision) {
        List<SessionId> others = lost;
        if (lost.contains(session)) {
            others = new ArrayList<>(lost);
            others.remove(session);
        }
        return gathering(arrived == 0 ? revision : generation, arrived + 1, others);
    }

    /** Goes on without these parties of one session. */
    Meeting shrunkBy(SessionId session, int gone) {
        if (arrived == gone) {
            return dispersed();
        }
        List<SessionId> more = new ArrayList<>(lost);
        for (int i = 0; i < gone; i++) {
            more.add(session);
        }
        return gathering(generation, arrived - gone, more);
    }

    /** Nobody waits any more. */
    Meeting dispersed() {
        return gathering(0, 0, List.of());
    }

    private Meeting gathering(long newGeneration, int newArrived, List<SessionId> newLost) {
        return new Meeting(kind, parties, policy, newGeneration, newArrived, newLost, inside);
    }

    Meeting with(Optional<Inside> others) {
        return new Meeting(kind, parties, policy, generation, arrived, lost, others);
    }

    @Override
    public String shown() {
        return (kind == BarrierKind.CYCLIC ? "a cyclic" : "a double") + " barrier of " + parties
                + " parties with policy " + policy;
    }
}
