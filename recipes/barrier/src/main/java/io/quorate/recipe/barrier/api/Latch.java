package io.quorate.recipe.barrier.api;

import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Remove;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A latch: it opens when it was counted down to 0, and stays open until it is reset. Nobody passes one whose count was not said. It is kept
 * until it is {@linkplain #remove removed}. Thread-safe.
 */
public final class Latch {
    private final Calls calls;

    Latch(Calls calls) {
        this.calls = calls;
    }

    /**
     * Says from what it counts, unless that was said before. Blocks.
     *
     * @param count 1 to {@link BarrierContract#MAX_PARTIES}
     * @return the latch as it is, which may be counted down already, or open
     * @throws QuorateException {@code CONFLICT} when another count was said
     */
    public Counted setCount(int count) {
        return Await.result(setCountAsync(count));
    }

    /** {@link #setCount} without blocking. */
    public CompletableFuture<Counted> setCountAsync(int count) {
        return calls.call(BarrierContract.SET_COUNT, new SetCount(count), Counted.class);
    }

    /**
     * Counts down by one; nothing happens to a latch that is open. Blocks.
     *
     * @throws QuorateException {@code CONFLICT} when nobody has said the count
     */
    public Counted countDown() {
        return countDown("");
    }

    /**
     * {@link #countDown()}, once in a generation for each id, whoever says it: for work that may be done again after a crash. Blocks.
     *
     * @param id of the work, at most {@link BarrierContract#MAX_TEXT_CHARACTERS}
     */
    public Counted countDown(String id) {
        return Await.result(countDownAsync(id));
    }

    /** {@link #countDown(String)} without blocking; an empty id counts anew. */
    public CompletableFuture<Counted> countDownAsync(String id) {
        return calls.call(BarrierContract.COUNT_DOWN, new CountDown(id), Counted.class);
    }

    /**
     * Waits until it is open. Blocks.
     *
     * @return generation that was opened
     * @throws QuorateException {@code WAIT_TIMED_OUT} when it was not opened in time
     */
    public long await(Duration wait) {
        return Await.result(awaitAsync(wait)).generation();
    }

    /** {@link #await} without blocking. Cancelling the future ends the wait. */
    public CompletableFuture<Opened> awaitAsync(Duration wait) {
        AwaitOpen request = new AwaitOpen(Calls.millis(wait), "");
        return calls.waiting(BarrierContract.AWAIT_OPEN, request, Opened.class, wait);
    }

    /**
     * Closes it again, with the same count. Blocks.
     *
     * @param generation that is open: of several that say the same one, one resets it, and the others are refused
     * @throws QuorateException {@code CONFLICT} when that generation is not open
     */
    public Counted reset(long generation) {
        return Await.result(calls.call(BarrierContract.RESET, new Reset(generation), Counted.class));
    }

    /**
     * Forgets it, so that nothing is left of it. Blocks.
     *
     * @throws QuorateException {@code CONFLICT} when somebody waits for it, or it is not there
     */
    public void remove() {
        Await.result(calls.call(BarrierContract.REMOVE, new Remove(), Counted.class));
    }
}
