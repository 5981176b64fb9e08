package io.quorate.recipe.barrier.api;

import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A barrier at which so many parties meet, again and again. Each call that waits is a party. Thread-safe. */
public final class CyclicBarrier {
    private final Calls calls;
    private final int parties;
    private final LossPolicy policy;

    CyclicBarrier(Calls calls, int parties, LossPolicy policy) {
        this.calls = calls;
        this.parties = parties;
        this.policy = policy;
    }

    /**
     * Waits until all parties of the generation have come. Blocks. The passage says which generation that was, and the position of this
     * party: what one of them is to do, the one in position 1 does, with the token of the passage.
     *
     * @param wait longest wait; zero to pass now or not at all, which breaks nothing
     * @throws QuorateException {@link BarrierContract#BROKEN} when another party was lost; {@code WAIT_TIMED_OUT} when the others did not
     *     come in time, which makes this party lost to them; {@code CONFLICT} when others said other parties or another policy
     */
    public Passage await(Duration wait) {
        return Await.result(awaitAsync(wait, ""));
    }

    /**
     * {@link #await} without blocking. Cancelling the future leaves the barrier, and makes this party lost to the others.
     *
     * @param label what the party calls itself, shown to others
     */
    public CompletableFuture<Passage> awaitAsync(Duration wait, String label) {
        Arrival arrival = new Arrival(parties, policy, Calls.millis(wait), label);
        return calls.waiting(BarrierContract.AWAIT, arrival, Passage.class, wait);
    }
}
