package io.quorate.recipe.queue.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.queue.api.QueueContract.AckMany;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Offer;
import io.quorate.recipe.queue.api.QueueContract.OfferMany;
import io.quorate.recipe.queue.api.QueueContract.Offered;
import io.quorate.recipe.queue.api.QueueContract.OfferedMany;
import io.quorate.recipe.queue.api.QueueContract.Take;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Items to be worked on, each at least once: whoever takes one has it under a {@link Lease}, and when that ends without an acknowledgement the
 * item is taken again. Encoded, an item has at most {@link QueueContract#MAX_PAYLOAD_BYTES}; a larger one is refused with {@link
 * IllegalArgumentException} before anything is sent. Thread-safe.
 */
public final class WorkQueue<T> {
    /** As long as the queue says. */
    private static final Duration USUAL = Duration.ZERO;

    private final Calls calls;
    private final Payloads<T> payloads;

    WorkQueue(Calls calls, Payloads<T> payloads) {
        this.calls = calls;
        this.payloads = payloads;
    }

    public String name() {
        return calls.name();
    }

    /** {@link #offer(Object, OfferOptions)} without options. */
    public Offered offer(T item) {
        return offer(item, OfferOptions.DEFAULT);
    }

    /**
     * Offers an item. Blocks.
     *
     * @throws QuorateException {@link QueueContract#QUEUE_FULL} when there is no room; {@code WAIT_TIMED_OUT} when none came in time; {@code
     *     OVERLOADED} when too many deduplication ids are remembered
     */
    public Offered offer(T item, OfferOptions options) {
        return Await.result(offerAsync(item, options));
    }

    /** {@link #offer} without blocking. Cancelling the future ends the wait for room; an item that is in the queue stays there. */
    public CompletableFuture<Offered> offerAsync(T item, OfferOptions options) {
        Offer request = new Offer(options.item(payloads.encode().apply(item)), Calls.millis(options.waitForRoom()));
        return calls.waiting(QueueContract.OFFER, request, Offered.class, options.waitForRoom());
    }

    /**
     * Offers items in this order in one step, all or none. Blocks.
     *
     * @param items 1 to {@link QueueContract#MAX_MANY}
     * @return what became of each, in the same order
     * @throws QuorateException as {@link #offer(Object, OfferOptions)}, without a wait
     */
    public List<Offered> offerMany(List<Offering<T>> items) {
        return Await.result(offerManyAsync(items));
    }

    /** {@link #offerMany} without blocking. */
    public CompletableFuture<List<Offered>> offerManyAsync(List<Offering<T>> items) {
        OfferMany request = new OfferMany(items.stream()
                .map(each -> each.options().item(payloads.encode().apply(each.item())))
                .toList());
        return Calls.map(calls.call(QueueContract.OFFER_MANY, request, OfferedMany.class), OfferedMany::items);
    }

    /**
     * Takes the item whose turn it is, or waits for one. Blocks.
     *
     * @param wait longest wait; zero for none
     * @return empty when none came in time
     */
    public Optional<Lease<T>> take(Duration wait) {
        return Await.result(takeAsync(wait));
    }

    /**
     * {@link #take} without blocking. Cancelling the future ends the wait; an item that was on its way is given back.
     */
    public CompletableFuture<Optional<Lease<T>>> takeAsync(Duration wait) {
        return Calls.map(
                takeManyAsync(1, wait, USUAL), leases -> leases.stream().findFirst());
    }

    /** {@link #takeMany(int, Duration, Duration)} with leases that last as long as the queue says. */
    public List<Lease<T>> takeMany(int max, Duration wait) {
        return takeMany(max, wait, USUAL);
    }

    /**
     * Takes items whose turn it is, or waits for one. Blocks.
     *
     * @param max 1 to {@link QueueContract#MAX_MANY}; fewer come when fewer are ready, or when all would be too large for one answer
     * @param wait longest wait for the first; zero for none
     * @param lease how long each lease lasts, in log time; zero for as long as the queue says
     * @return none when none came in time
     */
    public List<Lease<T>> takeMany(int max, Duration wait, Duration lease) {
        return Await.result(takeManyAsync(max, wait, lease));
    }

    /** {@link #takeMany} without blocking. Cancelling the future ends the wait; items that were on their way are given back. */
    public CompletableFuture<List<Lease<T>>> takeManyAsync(int max, Duration wait, Duration lease) {
        Mark asked = calls.client().mark();
        Take request = new Take(max, Calls.millis(wait), Calls.millis(lease));
        CompletableFuture<Granted> call = calls.waiting(QueueContract.TAKE, request, Granted.class, wait);
        CompletableFuture<List<Lease<T>>> result = new CompletableFuture<>();
        call.whenComplete((granted, failure) -> {
            if (failure != null) {
                failed(Await.failure(failure), result);
            } else {
                deliver(granted, asked, result);
            }
        });
        return Calls.givingUp(call, result);
    }

    private void failed(RuntimeException failure, CompletableFuture<List<Lease<T>>> result) {
        if (failure instanceof QuorateException refusal && refusal.is(ErrorCode.WAIT_TIMED_OUT)) {
            result.complete(List.of());
        } else {
            result.completeExceptionally(failure);
        }
    }

    private void deliver(Granted granted, Mark asked, CompletableFuture<List<Lease<T>>> result) {
        List<Lease<T>> leases = granted.items().stream()
                .map(item -> new Lease<>(calls, payloads, granted, item, asked))
                .toList();
        if (!calls.isHere(granted.session())) {
            result.completeExceptionally(QuorateException.of(
                    ErrorCode.HOLD_LOST,
                    CallOutcome.APPLIED,
                    "the session that took items of '" + name() + "' ended, and they are in the queue again"));
        } else if (!result.complete(leases)) {
            leases.forEach(lease -> lease.nackAsync(Duration.ZERO, "cancelled before it was delivered"));
        }
    }

    /**
     * Acknowledges items in one step. Blocks.
     *
     * @param leases of this queue, 1 to {@link QueueContract#MAX_MANY}
     * @return those that were lost before: their items are taken again
     */
    public List<Lease<T>> ackAll(List<Lease<T>> leases) {
        return Await.result(ackAllAsync(leases));
    }

    /** {@link #ackAll} without blocking. */
    public CompletableFuture<List<Lease<T>>> ackAllAsync(List<Lease<T>> leases) {
        List<Lease<T>> all = List.copyOf(leases);
        AckMany request = new AckMany(all.stream().map(Lease::named).toList());
        return Calls.map(calls.call(QueueContract.ACK_MANY, request, Acked.class), acked -> {
            all.forEach(Lease::end);
            return all.stream()
                    .filter(lease -> acked.lost().contains(lease.id()))
                    .toList();
        });
    }

    /**
     * Takes items, renews their leases and acknowledges them, until the worker is closed. An item whose handler fails is given back, to be
     * tried again after a delay.
     *
     * @param parallelism items that are worked on at once, each in a thread of its own; at least 1
     */
    public Worker<T> consume(ItemHandler<T> handler, int parallelism) {
        Worker<T> worker = new Worker<>(calls.client(), this, handler, parallelism);
        worker.start();
        return worker;
    }
}
