package io.quorate.recipe.election.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.GuardedThread;
import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionView;
import io.quorate.recipe.election.api.ElectionContract.Prepare;
import io.quorate.recipe.election.api.ElectionContract.Prepared;
import io.quorate.recipe.election.api.ElectionContract.Proclaim;
import io.quorate.recipe.election.api.ElectionContract.Proclaimed;
import io.quorate.recipe.election.api.ElectionContract.Resign;
import io.quorate.recipe.election.api.ElectionContract.TermOver;
import io.quorate.recipe.election.api.ElectionContract.Yield;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One term of a candidate. It stands while the session does, also without contact to the servers, up to the session's deadline by
 * this client's clock. When it is to hand over it stands until it has yielded or its time for that is over, and nobody else leads
 * before. Thread-safe.
 */
public final class Leadership implements AutoCloseable {
    private final RecipeClient client;
    private final ResourceClient election;
    private final SessionId session;
    private final FencingToken token;
    private final Loss<LossReason> loss = new Loss<>();
    private final Set<GuardedThread> workers = new LinkedHashSet<>();

    /** Complete when it is to hand over. */
    private final CompletableFuture<HandOver> stop = new CompletableFuture<>();

    private @Nullable Reach reach;

    /** What has to be done before it yields; while it is 0 nothing here decides that it has stopped. */
    private int stopping;

    /** The servers have confirmed that the term is over. */
    private volatile boolean ended;

    /** Until when it stands, once it is to hand over. */
    private record Reach(Mark from, Duration logTime) {
        boolean isOver() {
            return !from.isWithin(logTime);
        }
    }

    Leadership(RecipeClient client, ResourceClient election, SessionId session, FencingToken token) {
        this.client = client;
        this.election = election;
        this.session = session;
        this.token = token;
        loss.tell(Runnable::run, reason -> interruptWorkers());
    }

    /** Of the term: what the leader writes to should refuse tokens smaller than the largest it has seen. */
    public FencingToken token() {
        return token;
    }

    /**
     * Whether it still leads, as far as this client can know: local and cheap. Nothing can promise that it still does when the
     * caller acts upon it.
     */
    public boolean isValid() {
        SessionView now = client.session();
        return loss.reason().isEmpty()
                && now.isValid()
                && now.id().filter(session::equals).isPresent()
                && !isTimeOver();
    }

    /** Until when it leads even if the servers are not reached any more, by the wall clock; 1970 once it is over. */
    public Instant validUntil() {
        if (!isValid()) {
            return Instant.EPOCH;
        }
        Instant latest = client.session().validUntil();
        Instant end = present().map(limit -> limit.from().end(limit.logTime())).orElse(latest);
        return end.isBefore(latest) ? end : latest;
    }

    private synchronized Optional<Reach> present() {
        return Optional.ofNullable(reach);
    }

    private boolean isTimeOver() {
        return present().filter(Reach::isOver).isPresent();
    }

    /** Why it is over, if it is. */
    public Optional<LossReason> lossReason() {
        return loss.reason();
    }

    /**
     * Tells when it is over, for whatever reason, {@link #close} included: once, on the client's callback executor; at once when it
     * is over already.
     */
    public Registration onLost(Consumer<LossReason> listener) {
        return loss.tell(client.callbackExecutor(), listener);
    }

    /**
     * Tells that it is to hand over, on the client's callback executor, also when that was asked before the listener came. It leads until
     * {@link #close}, or until its time is over; where {@linkplain Candidacy#onDemoted demotions are listened to}, or work
     * {@linkplain Candidacy#runWhileLeader runs}, until all of those have ended.
     */
    public void onHandOver(Consumer<HandOver> listener) {
        stop.thenAcceptAsync(listener, client.callbackExecutor());
    }

    /** It is to hand over. */
    synchronized boolean isStopping() {
        return reach != null;
    }

    /**
     * It is to stop; called again it does nothing.
     *
     * @param more something besides its workers has to be done before it yields: {@link #stopped} says when it was
     * @return true the first time, unless it is over
     */
    boolean handOver(HandOver asked, boolean more) {
        Mark heard = client.mark();
        Duration time = Duration.ofMillis(asked.timeoutMillis());
        synchronized (this) {
            if (reach != null || loss.reason().isPresent()) {
                return false;
            }
            reach = new Reach(heard, time);
            stopping += more ? 1 : 0;
        }
        // The servers count from when they get this, which is later than what is counted from here.
        election.call(ElectionContract.PREPARE, new Prepare(token), Prepared.class, client.defaultDeadline());
        Registration alarm = heard.atEnd(time, this::checkTime);
        loss.tell(Runnable::run, reason -> alarm.close());
        stop.complete(asked);
        interruptWorkers();
        return true;
    }

    private void checkTime() {
        if (isTimeOver() && loss.happen(LossReason.TIMED_OUT)) {
            // Whoever is next need not wait for the servers' clock.
            yieldTerm();
        }
    }

    private void interruptWorkers() {
        Set<GuardedThread> struck;
        synchronized (this) {
            struck = Set.copyOf(workers);
        }
        struck.forEach(GuardedThread::interrupt);
    }

    /** The calling thread works under it; empty when it is over or to hand over. */
    Optional<GuardedThread> enter() {
        GuardedThread worker = new GuardedThread();
        synchronized (this) {
            if (reach != null || !isValid()) {
                return Optional.empty();
            }
            workers.add(worker);
            stopping++;
        }
        // It may have ended before the worker was there to be told.
        if (loss.reason().isPresent()) {
            worker.interrupt();
        }
        return Optional.of(worker);
    }

    /** True when the worker was told to stop. */
    boolean leave(GuardedThread worker) {
        boolean struck = worker.leave();
        synchronized (this) {
            workers.remove(worker);
        }
        stopped();
        return struck;
    }

    /** One of those for which it waits before it yields has ended. */
    void stopped() {
        boolean all;
        synchronized (this) {
            stopping--;
            all = stopping == 0 && reach != null;
        }
        if (all && loss.happen(LossReason.HANDED_OVER)) {
            yieldTerm();
        }
    }

    /** As often as no answer comes: without, the servers wait for as long as a session may be silent. */
    private void yieldTerm() {
        sendEnd(true).whenComplete((done, failure) -> {
            if (failure != null
                    && Await.failure(failure) instanceof QuorateException late
                    && late.is(ErrorCode.DEADLINE_EXCEEDED)
                    && client.session().isValid()) {
                yieldTerm();
            }
        });
    }

    /** False when it was over before. */
    boolean lose(LossReason why) {
        return loss.happen(why);
    }

    void whenOver(Consumer<LossReason> reaction) {
        loss.tell(Runnable::run, reaction);
    }

    /**
     * Replaces what others know of the leader. Blocks.
     *
     * @param payload at most {@link ElectionContract#MAX_PAYLOAD_CHARACTERS}
     * @throws QuorateException {@code HOLD_LOST} when it is over; {@link ElectionContract#NOT_LEADING} when the servers say so
     */
    public void proclaim(String payload) {
        if (!isValid()) {
            throw Failures.leadershipOver(
                    election.name(), token.value(), loss.reason().orElse(LossReason.SESSION_LOST));
        }
        Await.result(election.call(
                ElectionContract.PROCLAIM, new Proclaim(token, payload), Proclaimed.class, client.defaultDeadline()));
    }

    /**
     * Stops to lead and blocks for the answer, at most the client's default deadline, whether interrupted or not: resigns, or yields
     * when it is to hand over. It is invalid from the moment of the call. Does nothing when it is over already. The candidacy
     * goes on.
     *
     * @throws QuorateException when the servers did not confirm it: the term may last until the session ends or this is called again
     */
    @Override
    public void close() {
        boolean yields = isStopping();
        loss.happen(yields ? LossReason.HANDED_OVER : LossReason.RESIGNED);
        boolean ours = loss.reason()
                .filter(why -> why == LossReason.HANDED_OVER || why == LossReason.RESIGNED)
                .isPresent();
        if (ours && !ended) {
            Await.uninterruptibly(sendEnd(yields));
        }
    }

    /** {@link #close}, and is kept from leading for so long. */
    CompletableFuture<Void> resign(Duration coolDown) {
        return lose(LossReason.RESIGNED)
                ? end(ElectionContract.RESIGN, new Resign(token, coolDown.toMillis()))
                : done();
    }

    private CompletableFuture<Void> sendEnd(boolean yields) {
        return yields
                ? end(ElectionContract.YIELD, new Yield(token))
                : end(ElectionContract.RESIGN, new Resign(token, 0));
    }

    private CompletableFuture<Void> end(String command, Record request) {
        return election.call(command, request, TermOver.class, client.defaultDeadline())
                .handle((reply, failure) -> {
                    requireOver(failure);
                    ended = true;
                    return null;
                });
    }

    /** Nothing is left to end, or it could not be ended. */
    static void requireOver(@Nullable Throwable failure) {
        if (failure != null && !isOver(Await.failure(failure))) {
            throw Await.failure(failure);
        }
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static boolean isOver(RuntimeException failure) {
        return failure instanceof QuorateException refusal
                && (refusal.code().equals(ElectionContract.NOT_LEADING)
                        || refusal.code().equals(ElectionContract.NOT_CANDIDATE)
                        || refusal.isEndOfSession());
    }

    @Override
    public String toString() {
        return "leadership of '" + election.name() + "' with token " + token;
    }
}
