package io.quorate.recipe.lock.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.EventMessage;
import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.client.SessionView;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.RenewMaxHold;
import io.quorate.recipe.lock.api.LockContract.Renewed;
import io.quorate.recipe.lock.api.LockContract.Resumed;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockContract.Transfer;
import io.quorate.recipe.lock.api.LockContract.Transferred;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One hold of a lock, of the session that it was granted to and of no later one. Thread-safe.
 *
 * <p>A hold that is revoked is known here once the server's event arrives; one revoked within the first moments, before
 * the subscription was there, at {@link #close}. Only the {@link #token} protects what is guarded in between.
 */
public final class LockHandle implements AutoCloseable {
    private final RecipeClient client;
    private final ResourceClient lock;
    private final Grant grant;

    /** That resumes the hold; empty when it is not detached. */
    private final String secret;

    private final Loss<LossReason> loss = new Loss<>();
    private final Limit limit = new Limit(loss);

    // As the session said it when it was lost.
    private volatile Optional<String> sessionLostBecause = Optional.empty();

    // The server has confirmed that the hold is over.
    private volatile boolean released;

    LockHandle(RecipeClient client, ResourceClient lock, Grant grant, String secret) {
        this.client = client;
        this.lock = lock;
        this.grant = grant;
        this.secret = secret;
    }

    /**
     * Begins to look for the end of the hold.
     *
     * @param asked not later than the lock was asked for
     */
    void watch(Mark asked) {
        if (grant.maxHoldMillis() > 0) {
            limit.set(asked, Duration.ofMillis(grant.waitedMillis() + grant.maxHoldMillis()));
        }
        Registration session = client.session().watch(this::checkSession);
        Registration revoked = lock.events(Revoked.class, this::revoked);
        Registration resumed = secret.isEmpty() ? () -> {} : lock.events(Resumed.class, this::resumed);
        loss.tell(Runnable::run, reason -> {
            session.close();
            revoked.close();
            resumed.close();
        });
    }

    private void checkSession() {
        SessionView session = client.session();
        SessionState state = session.state();
        if (state == SessionState.CLOSED) {
            loss.happen(LossReason.CLIENT_CLOSED);
        } else if (state == SessionState.LOST || !isOurs(session)) {
            session.whyLost().ifPresent(why -> sessionLostBecause = Optional.of(why));
            loss.happen(LossReason.SESSION_LOST);
        }
    }

    private boolean isOurs(SessionView session) {
        return session.id().filter(grant.session()::equals).isPresent();
    }

    private void revoked(EventMessage<Revoked> message) {
        if (message instanceof EventMessage.Event<Revoked> event) {
            if (event.value().token().equals(token())) {
                loss.happen(LossReason.REVOKED);
            }
            return;
        }
        look();
    }

    private void resumed(EventMessage<Resumed> message) {
        if (!(message instanceof EventMessage.Event<Resumed> event)) {
            look();
        } else if (event.value().token().equals(token())
                && !event.value().session().equals(grant.session())) {
            loss.happen(LossReason.RESUMED);
        }
    }

    private void look() {
        LockClient.described(client, lock).thenAccept(this::compare);
    }

    private void compare(LockDescription now) {
        Optional<LockDescription.Holder> held =
                now.holder().filter(holder -> holder.token().equals(token()));
        checkSession();
        if (held.isEmpty()) {
            loss.happen(LossReason.REVOKED);
        } else if (!held.get().session().equals(grant.session())) {
            loss.happen(LossReason.RESUMED);
        }
    }

    /** For what the lock guards: it should refuse tokens smaller than the largest it has seen. */
    public FencingToken token() {
        return grant.token();
    }

    /** For whoever is to go on with the hold when this program cannot; empty when it is not {@linkplain LockOptions#detached detached}. */
    public Optional<Resumption> resumption() {
        return secret.isEmpty() ? Optional.empty() : Optional.of(new Resumption(lock.name(), token(), secret));
    }

    /**
     * Whether the lock is still held, as far as this client can know: local and cheap. Nothing can promise that it still
     * is when the caller acts upon it.
     */
    public boolean isValid() {
        SessionView session = client.session();
        return loss.reason().isEmpty() && session.isValid() && isOurs(session) && !limit.isOver();
    }

    /** It ended otherwise than by {@link #close}. */
    boolean isLost() {
        return !isValid() && loss.reason().filter(LockHandle::isOurDoing).isEmpty();
    }

    /** Until when the hold stands even if the servers are not reached any more, by the wall clock; 1970 once it is over. */
    public Instant validUntil() {
        return isValid() ? limit.endBefore(client.session().validUntil()) : Instant.EPOCH;
    }

    /**
     * Lets a hold that has a {@linkplain LockOptions#maxHold limit} last for at least this long from now on. Blocks.
     *
     * @throws QuorateException {@code HOLD_LOST} when it is over; {@code CONFLICT} when it has no limit
     */
    public void renewMaxHold(Duration atLeast) {
        if (!isValid()) {
            throw lost(CallOutcome.NOT_APPLIED);
        }
        Mark asked = client.mark();
        RenewMaxHold request = new RenewMaxHold(token(), Calls.millis(atLeast));
        Renewed renewed =
                Await.result(lock.call(LockContract.RENEW_MAX_HOLD, request, Renewed.class, client.defaultDeadline()));
        limit.set(asked, Duration.ofMillis(renewed.maxHoldMillis()));
    }

    /** The hold is over for what is beyond this handle. */
    void end(LossReason why) {
        loss.happen(why);
    }

    /** Tells, in whatever thread learns it, when the hold is over. */
    Registration onEnd(Consumer<LossReason> listener) {
        return loss.tell(Runnable::run, listener);
    }

    /**
     * Tells when the hold is over, for whatever reason, {@link #close} included: once, on the client's callback executor;
     * at once when it is over already.
     */
    public Registration onLost(Consumer<LossReason> listener) {
        return loss.tell(client.callbackExecutor(), listener);
    }

    /**
     * Tells, with the reason, that somebody wants this hold back, also when that was asked before the listener came: once, on the
     * client's callback executor, and not once the hold is over. The hold stays what it is; whoever is told may close it.
     */
    public Registration onRevokeRequested(Consumer<String> listener) {
        RevokeWatch watch = new RevokeWatch(client, lock, token(), listener);
        watch.begin();
        Registration untilLost = loss.tell(Runnable::run, reason -> watch.close());
        return () -> {
            untilLost.close();
            watch.close();
        };
    }

    /**
     * Runs the work in the calling thread, and interrupts it when the hold is over: when the session ends, at once, whatever
     * the user's callbacks are doing; when the hold is revoked or the handle closed, as soon as that is known. The thread
     * comes back without that interrupt.
     *
     * @throws QuorateException {@code HOLD_LOST} when the hold was over before the work ended, whatever the work came to;
     *     NOT_APPLIED when the work was not begun
     * @throws Exception what the work throws
     */
    public <T> T runGuarded(Callable<T> work) throws Exception {
        return new GuardedWork(loss, this::isValid, this::lost).run(work);
    }

    /** The hold is over, and this is what came of what was to be done under it. */
    QuorateException lost(CallOutcome ofWork) {
        checkSession();
        limit.check();
        LossReason reason = loss.reason().orElse(LossReason.SESSION_LOST);
        Optional<String> because = reason == LossReason.SESSION_LOST ? sessionLostBecause : Optional.empty();
        String why = reason + because.map(text -> ", " + text).orElse("");
        return QuorateException.of(
                ErrorCode.HOLD_LOST,
                ofWork,
                "the hold of '" + lock.name() + "' with token " + token() + " is over: " + why);
    }

    /**
     * Gives the lock to a session that waits for it, past those that have waited longer: that one gets a hold of its own, with a
     * larger token, in the same step. The handle is invalid from the moment of the call. Blocks.
     *
     * @param to one that waits, from {@link LockClient#describe}
     * @throws QuorateException {@code HOLD_LOST} when there was nothing to give; {@link LockContract#NOT_WAITING}, or whatever kept the
     *     servers from answering: the lock may stay held then until the session ends or {@link #close} is called
     */
    public void transferTo(SessionId to) {
        if (!isValid()) {
            throw lost(CallOutcome.NOT_APPLIED);
        }
        loss.happen(LossReason.TRANSFERRED);
        Await.result(lock.call(
                LockContract.TRANSFER, new Transfer(token(), to), Transferred.class, client.defaultDeadline()));
        released = true;
    }

    /**
     * Gives the lock back and blocks for the answer, at most the client's default deadline, whether interrupted or not.
     * The handle is invalid from the moment of the call. Does nothing when the hold is over already.
     *
     * @throws QuorateException when the server did not confirm it: the lock may stay held until the session ends or this
     *     is called again
     */
    @Override
    public void close() {
        Await.uninterruptibly(release());
    }

    /** {@link #close} without blocking. */
    CompletableFuture<Void> release() {
        checkSession();
        limit.check();
        loss.happen(LossReason.CLOSED);
        if (released || loss.reason().filter(LockHandle::isOurDoing).isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return lock.call(
                        LockContract.RELEASE,
                        new Release(token(), grant.entry()),
                        Released.class,
                        client.defaultDeadline())
                .handle((done, failure) -> {
                    if (failure != null && !isOver(Await.failure(failure))) {
                        throw Await.failure(failure);
                    }
                    released = true;
                    return null;
                });
    }

    /** The servers may not know it yet. */
    private static boolean isOurDoing(LossReason reason) {
        return reason == LossReason.CLOSED || reason == LossReason.TRANSFERRED;
    }

    static boolean isOver(RuntimeException failure) {
        return failure instanceof QuorateException refusal
                && (refusal.code().equals(LockContract.NOT_HELD) || refusal.isEndOfSession());
    }
}
