package io.quorate.recipe.barrier.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One party of a phaser, of the session that registered it and of no later one. Thread-safe. */
public final class Party implements AutoCloseable {
    private final Phaser phaser;
    private final Calls calls;
    private final Registered registered;

    // The servers have confirmed that it is none any more.
    private volatile boolean deregistered;

    Party(Phaser phaser, Calls calls, Registered registered) {
        this.phaser = phaser;
        this.calls = calls;
        this.registered = registered;
    }

    /** Names the party. */
    public FencingToken token() {
        return registered.token();
    }

    /** Phase in which it was registered. */
    public long phase() {
        return registered.phase();
    }

    /** It is registered, and its session lives as far as the client can know: local and cheap. */
    public boolean isValid() {
        return !deregistered && calls.isHere(registered.session());
    }

    /**
     * Arrives, once in each phase, and does not wait. Blocks for the answer.
     *
     * @throws QuorateException {@code CONFLICT} when it has arrived in this phase; {@link BarrierContract#NOT_A_PARTY} when it is none any
     *     more
     */
    public Arrived arrive() {
        return Await.result(arriveAsync());
    }

    /** {@link #arrive} without blocking. */
    public CompletableFuture<Arrived> arriveAsync() {
        return calls.call(BarrierContract.ARRIVE, new Arrive(token()), Arrived.class);
    }

    /**
     * Arrives and waits until the phase has ended. Blocks. Who gives up has arrived all the same, and may go on to {@linkplain
     * Phaser#awaitAdvance wait}.
     *
     * @throws QuorateException {@link BarrierContract#BROKEN} when a party was lost in it; {@code WAIT_TIMED_OUT} when it did not end in
     *     time; what {@link #arrive} throws
     */
    public Advanced arriveAndAwait(Duration wait) {
        return phaser.awaitAdvance(arrive().phase(), wait);
    }

    /** Is a party no more, and nobody waits for it. Blocks for the answer. */
    public Arrived arriveAndDeregister() {
        return Await.result(arriveAndDeregisterAsync());
    }

    /** {@link #arriveAndDeregister} without blocking. */
    public CompletableFuture<Arrived> arriveAndDeregisterAsync() {
        return calls.call(BarrierContract.ARRIVE_AND_DEREGISTER, new Arrive(token()), Arrived.class)
                .thenApply(arrived -> {
                    deregistered = true;
                    return arrived;
                });
    }

    /**
     * {@link #arriveAndDeregister}, whether interrupted or not. Does nothing when it is no party any more.
     *
     * @throws QuorateException when the servers did not confirm it: it may stay a party until the session ends or this is called again
     */
    @Override
    public void close() {
        if (deregistered) {
            return;
        }
        try {
            Await.uninterruptibly(arriveAndDeregisterAsync());
        } catch (QuorateException failure) {
            if (!Parties.isGone(failure)) {
                throw failure;
            }
            deregistered = true;
        }
    }
}
