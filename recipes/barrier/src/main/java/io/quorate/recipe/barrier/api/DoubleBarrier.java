package io.quorate.recipe.barrier.api;

import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A barrier that lets so many parties in at once, and the next ones when all of those have left. Each call that enters is a party.
 * Thread-safe.
 */
public final class DoubleBarrier {
    private final Calls calls;
    private final int parties;
    private final LossPolicy policy;

    DoubleBarrier(Calls calls, int parties, LossPolicy policy) {
        this.calls = calls;
        this.parties = parties;
        this.policy = policy;
    }

    /**
     * Waits until all parties have come and the generation before has left, and goes in. Blocks.
     *
     * @param wait longest wait; zero to go in now or not at all, which breaks nothing
     * @throws QuorateException {@link BarrierContract#BROKEN} when another party was lost; {@code WAIT_TIMED_OUT} when it was not let in in
     *     time, which makes this party lost to the others; {@code OVERLOADED} when the next generation is complete; {@code CONFLICT} when
     *     others said other parties or another policy; {@code HOLD_LOST} when the session had ended before the answer came
     */
    public Pass enter(Duration wait) {
        return Await.result(enterAsync(wait, ""));
    }

    /**
     * {@link #enter} without blocking. Cancelling the future leaves the barrier, and makes this party lost to the others unless it was in.
     *
     * @param label what the party calls itself, shown to others
     */
    public CompletableFuture<Pass> enterAsync(Duration wait, String label) {
        Arrival arrival = new Arrival(parties, policy, Calls.millis(wait), label);
        return Parties.granted(
                calls,
                calls.waiting(BarrierContract.ENTER, arrival, Passage.class, wait),
                passage -> passage.session(),
                passage -> new Pass(calls, passage),
                pass -> pass.leaveAsync(Duration.ZERO));
    }
}
