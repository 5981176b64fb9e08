package io.quorate.recipe.barrier.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One party in a double barrier, of the session that entered and of no later one. Thread-safe. */
public final class Pass implements AutoCloseable {
    private final Calls calls;
    private final Passage passage;
    private volatile boolean left;

    Pass(Calls calls, Passage passage) {
        this.calls = calls;
        this.passage = passage;
    }

    public long generation() {
        return passage.generation();
    }

    /** Parties that came in. */
    public int parties() {
        return passage.parties();
    }

    /** Of this party, from 1 in the order of arriving: what one of them is to do, the one in position 1 does. */
    public int position() {
        return passage.position();
    }

    /** Of the generation, for what it does: larger than those of all generations before. */
    public FencingToken token() {
        return passage.token();
    }

    /** It has not left, and its session lives as far as the client can know: local and cheap. */
    public boolean isValid() {
        return !left && calls.isHere(passage.session());
    }

    /**
     * Leaves, and waits until all others have left. Blocks. The party is out whatever becomes of the wait.
     *
     * @param wait longest wait; zero for none
     * @throws QuorateException {@link BarrierContract#BROKEN}, with the outcome APPLIED, when a party of the generation was lost inside;
     *     {@code WAIT_TIMED_OUT} when others are in still; {@link BarrierContract#NOT_A_PARTY} when it has left before
     */
    public void leave(Duration wait) {
        Await.result(leaveAsync(wait));
    }

    /** {@link #leave} without blocking. Cancelling the future ends the wait. */
    public CompletableFuture<Left> leaveAsync(Duration wait) {
        Leave request = new Leave(passage.token(), passage.position(), Calls.millis(wait));
        CompletableFuture<Left> call = calls.waiting(BarrierContract.LEAVE, request, Left.class, wait);
        return Calls.map(call, this::unbroken);
    }

    private Left unbroken(Left done) {
        left = true;
        if (done.lost().isPresent()) {
            Lost lost = done.lost().get();
            throw QuorateException.of(
                    BarrierContract.BROKEN,
                    CallOutcome.APPLIED,
                    "generation " + done.generation() + " of '" + calls.name() + "' lost session " + lost.session()
                            + " inside: " + lost.reason());
        }
        return done;
    }

    /**
     * Leaves without waiting for the others, and blocks for the answer, at most the client's default deadline, whether interrupted or not.
     * Does nothing when it has left or its session is over, and does not tell that the generation is broken.
     *
     * @throws QuorateException when the servers did not confirm it: the party may stay in until the session ends or this is called again
     */
    @Override
    public void close() {
        if (left) {
            return;
        }
        try {
            Await.uninterruptibly(leaveAsync(Duration.ZERO));
        } catch (QuorateException failure) {
            if (!left && !Parties.isGone(failure)) {
                throw failure;
            }
            left = true;
        }
    }
}
