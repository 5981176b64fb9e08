package io.quorate.recipe.barrier.api;

import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A barrier whose parties register and deregister, and which goes from phase to phase. Thread-safe. */
public final class Phaser {
    private final Calls calls;
    private final LossPolicy policy;

    Phaser(Calls calls, LossPolicy policy) {
        this.calls = calls;
        this.policy = policy;
    }

    /**
     * Becomes a party, one more with each call, from the phase that is under way. Blocks for the answer.
     *
     * @throws QuorateException {@code CONFLICT} when others said another policy; {@code OVERLOADED} when there are {@link
     *     BarrierContract#MAX_PARTIES} parties
     */
    public Party register() {
        return Await.result(registerAsync(""));
    }

    /**
     * {@link #register} without blocking. A party that comes after its future was cancelled is deregistered.
     *
     * @param label what the party calls itself, shown to others
     */
    public CompletableFuture<Party> registerAsync(String label) {
        return Parties.granted(
                calls,
                calls.call(BarrierContract.REGISTER, new Register(policy, label), Registered.class),
                registered -> registered.session(),
                registered -> new Party(this, calls, registered),
                party -> party.arriveAndDeregisterAsync());
    }

    /**
     * Waits until a phase has ended; no party is needed for that. Blocks. Who gives up changes nothing for others.
     *
     * @param phase that a party was told
     * @throws QuorateException {@link BarrierContract#BROKEN} when a party was lost in it; {@code WAIT_TIMED_OUT} when it did not end in
     *     time
     */
    public Advanced awaitAdvance(long phase, Duration wait) {
        return Await.result(awaitAdvanceAsync(phase, wait));
    }

    /** {@link #awaitAdvance} without blocking. Cancelling the future ends the wait. */
    public CompletableFuture<Advanced> awaitAdvanceAsync(long phase, Duration wait) {
        AwaitAdvance request = new AwaitAdvance(phase, Calls.millis(wait), "");
        return calls.waiting(BarrierContract.AWAIT_ADVANCE, request, Advanced.class, wait);
    }
}
