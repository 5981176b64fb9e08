package io.quorate.recipe.queue.api;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.Invocation;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.queue.api.QueueContract.Ack;
import io.quorate.recipe.queue.api.QueueContract.Acked;
import io.quorate.recipe.queue.api.QueueContract.Extend;
import io.quorate.recipe.queue.api.QueueContract.Extended;
import io.quorate.recipe.queue.api.QueueContract.Granted;
import io.quorate.recipe.queue.api.QueueContract.Nack;
import io.quorate.recipe.queue.api.QueueContract.Nacked;
import io.quorate.recipe.queue.api.QueueContract.TakenItem;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** An item that was taken, by the session that took it and by no later one. Thread-safe. */
public final class Lease<T> implements AutoCloseable {
    private final Calls calls;
    private final Payloads<T> payloads;
    private final Granted granted;
    private final TakenItem taken;
    private volatile Term term;

    // The servers have confirmed that it is over, or said so.
    private volatile boolean over;

    /**
     * How long the lease lasts.
     *
     * @param logTime from the mark on
     * @param renewed of that, what a renewal adds
     */
    record Term(Mark from, Duration logTime, Duration renewed) {}

    /** @param asked not later than the item was asked for */
    Lease(Calls calls, Payloads<T> payloads, Granted granted, TakenItem taken, Mark asked) {
        this.calls = calls;
        this.payloads = payloads;
        this.granted = granted;
        this.taken = taken;
        this.term = new Term(
                asked,
                Duration.ofMillis(granted.waitedMillis() + granted.leaseMillis()),
                Duration.ofMillis(granted.leaseMillis()));
    }

    /**
     * What was offered.
     *
     * @throws io.quorate.codec.CodecException when somebody has offered what is no value of this type
     */
    public T item() {
        return payloads.decode().apply(taken.payload());
    }

    /** Of the item, the same in each attempt. */
    public long id() {
        return taken.id();
    }

    /**
     * For what the work changes: a later lease of this item, or of its group, has a larger one. Leases that were granted in one step
     * share it, also those of different sessions.
     */
    public FencingToken token() {
        return granted.token();
    }

    /** Which attempt this is, from 1. */
    public int attempt() {
        return taken.attempt();
    }

    /** Empty when the item has none. */
    public String group() {
        return taken.group();
    }

    /**
     * Whether nobody else can have the item yet, as far as this client can know: local and cheap. Nothing can promise that it still is so
     * when the caller acts upon it, and an administrator who removes an item tells nobody.
     */
    public boolean isValid() {
        Term now = term;
        return !over && calls.isHere(granted.session()) && now.from().isWithin(now.logTime());
    }

    /** Until when the lease stands even if the servers are not reached any more, by the wall clock; 1970 once it is over. */
    public Instant validUntil() {
        if (!isValid()) {
            return Instant.EPOCH;
        }
        Term now = term;
        Instant end = now.from().end(now.logTime());
        Instant session = calls.client().session().validUntil();
        return end.isBefore(session) ? end : session;
    }

    /**
     * Says that the work is done: the item is gone. Blocks for the answer.
     *
     * @throws QuorateException {@link QueueContract#LEASE_LOST} when the item is not this session's any more: it is, or was, done by
     *     another one too
     */
    public void ack() {
        Await.result(ackAsync());
    }

    /** {@link #ack} without blocking. */
    public CompletableFuture<Void> ackAsync() {
        return ending(calls.call(QueueContract.ACK, named(), Acked.class)).thenApply(acked -> null);
    }

    /**
     * {@link #ack} for a transaction of another recipe, such as {@code kv}: the item is gone with what else the transaction does, or nothing
     * is done. This object does not hear of it; closing it afterwards does no harm.
     */
    public Invocation acknowledgement() {
        return new Invocation(
                QueueContract.RECIPE,
                QueueContract.VERSION,
                calls.name(),
                QueueContract.ACK,
                RecordCodec.bytesOf(named()));
    }

    /** {@link #nack(Duration, String)}, to be taken again at once. */
    public boolean nack(String reason) {
        return nack(Duration.ZERO, reason);
    }

    /**
     * Gives the item back. The attempt counts. Blocks for the answer.
     *
     * @param delay it is not taken earlier, in log time
     * @param reason kept with the item; of longer ones the first {@link QueueContract#MAX_REASON_CHARACTERS}
     * @return whether it is a dead letter now
     * @throws QuorateException {@link QueueContract#LEASE_LOST} when the item is not this session's any more
     */
    public boolean nack(Duration delay, String reason) {
        return Await.result(nackAsync(delay, reason));
    }

    /** {@link #nack} without blocking. */
    public CompletableFuture<Boolean> nackAsync(Duration delay, String reason) {
        String kept = reason.substring(0, Math.min(reason.length(), QueueContract.MAX_REASON_CHARACTERS));
        Nack request = new Nack(id(), token(), Calls.millis(delay), kept);
        return ending(calls.call(QueueContract.NACK, request, Nacked.class)).thenApply(Nacked::dead);
    }

    /** {@link #extend(Duration)} by as long as the queue says. */
    public void extend() {
        extend(Duration.ZERO);
    }

    /**
     * Lets the lease last for at least this log time from now on. Blocks for the answer.
     *
     * @throws QuorateException {@link QueueContract#LEASE_LOST} when the item is not this session's any more
     */
    public void extend(Duration atLeast) {
        Await.result(extendAsync(atLeast));
    }

    /** {@link #extend} without blocking. */
    public CompletableFuture<Void> extendAsync(Duration atLeast) {
        Mark asked = calls.client().mark();
        Extend request = new Extend(id(), token(), Calls.millis(atLeast));
        return noticing(calls.call(QueueContract.EXTEND, request, Extended.class))
                .thenApply(extended -> {
                    Duration lasts = Duration.ofMillis(extended.leaseMillis());
                    term = new Term(asked, lasts, lasts);
                    return null;
                });
    }

    /**
     * Gives the item back, to be taken again at once, if it was neither acknowledged nor given back; whether interrupted or not. Blocks for
     * the answer, at most the client's default deadline.
     *
     * @throws QuorateException when the servers did not confirm it: the item may stay leased until the lease runs out or this is called
     *     again
     */
    @Override
    public void close() {
        if (over) {
            return;
        }
        try {
            Await.uninterruptibly(nackAsync(Duration.ZERO, "closed without an acknowledgement"));
        } catch (QuorateException failure) {
            if (!isGone(failure)) {
                throw failure;
            }
            over = true;
        }
    }

    Ack named() {
        return new Ack(id(), token());
    }

    Term term() {
        return term;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    private <R> CompletableFuture<R> ending(CompletableFuture<R> call) {
        return noticing(call).thenApply(reply -> {
            over = true;
            return reply;
        });
    }

    private <R> CompletableFuture<R> noticing(CompletableFuture<R> call) {
        return call.whenComplete((reply, failure) -> {
            if (failure != null && isGone(Await.failure(failure))) {
                over = true;
            }
        });
    }

    /** The servers, or the client, say that there is nothing left to give back. */
    static boolean isGone(RuntimeException failure) {
        return failure instanceof QuorateException refusal
                && (refusal.code().equals(QueueContract.LEASE_LOST) || refusal.isEndOfSession());
    }
}
