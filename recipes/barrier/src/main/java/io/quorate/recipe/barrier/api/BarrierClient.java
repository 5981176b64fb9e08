package io.quorate.recipe.barrier.api;

import io.quorate.recipe.barrier.api.BarrierContract.Describe;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;

/**
 * The latches, barriers and phasers of one namespace, by name. They need no creation, and, latches apart, leave nothing behind when nobody
 * is there. A name is one of them at a time: asking for another one, or for other parties or another policy, is refused with {@code
 * CONFLICT}.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods that block must not be called on the client's callback
 * executor; an interrupt gives their call up ({@code CANCELLED}) and leaves the thread interrupted. Waits are counted in the servers' log
 * time; up to the client's default deadline is added for the way there.
 */
public final class BarrierClient {
    private final RecipeClient client;

    BarrierClient(RecipeClient client) {
        this.client = client;
    }

    /** The latch of this name; nothing is sent. */
    public Latch latch(String name) {
        return new Latch(Calls.of(client, name));
    }

    /** {@link #cyclic(String, int, LossPolicy)} that breaks when a party is lost. */
    public CyclicBarrier cyclic(String name, int parties) {
        return cyclic(name, parties, LossPolicy.BREAK);
    }

    /**
     * The cyclic barrier of this name; nothing is sent.
     *
     * @param parties how many are to meet, 1 to {@link BarrierContract#MAX_PARTIES}
     */
    public CyclicBarrier cyclic(String name, int parties, LossPolicy policy) {
        return new CyclicBarrier(Calls.of(client, name), parties, policy);
    }

    /** {@link #doubleBarrier(String, int, LossPolicy)} that breaks when a party is lost. */
    public DoubleBarrier doubleBarrier(String name, int parties) {
        return doubleBarrier(name, parties, LossPolicy.BREAK);
    }

    /**
     * The double barrier of this name; nothing is sent.
     *
     * @param parties how many are to meet, 1 to {@link BarrierContract#MAX_PARTIES}
     */
    public DoubleBarrier doubleBarrier(String name, int parties, LossPolicy policy) {
        return new DoubleBarrier(Calls.of(client, name), parties, policy);
    }

    /** {@link #phaser(String, LossPolicy)} whose phase breaks when a party is lost. */
    public Phaser phaser(String name) {
        return phaser(name, LossPolicy.BREAK);
    }

    /** The phaser of this name; nothing is sent. */
    public Phaser phaser(String name, LossPolicy policy) {
        return new Phaser(Calls.of(client, name), policy);
    }

    /** What is behind a name, and who waits there, as of now. Blocks. */
    public BarrierDescription describe(String name) {
        return Await.result(client.resource(name)
                .query(
                        BarrierContract.DESCRIBE,
                        new Describe(),
                        BarrierDescription.class,
                        Consistency.LINEARIZABLE,
                        client.defaultDeadline()));
    }
}
