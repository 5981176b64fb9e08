package io.quorate.recipe.lock.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.ResourceClient;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.AcquireAll;
import io.quorate.recipe.lock.api.LockContract.Describe;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.RequestRevoke;
import io.quorate.recipe.lock.api.LockContract.Resume;
import io.quorate.recipe.lock.api.LockContract.RevokeRequested;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockContract.ShowWaits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The locks of one namespace, by name. A lock needs no creation and leaves nothing behind when nobody holds it or waits.
 *
 * <p>Holds belong to the client's session, all of them to the same one: a thread that acquires what its program holds already
 * waits for itself, unless both name the same {@linkplain LockOptions#reentrantBy owner}.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s. Methods that block must not be called on the client's callback
 * executor; an interrupt gives their call up ({@code CANCELLED}) and leaves the thread interrupted.
 */
public final class LockClient {
    private final RecipeClient client;

    LockClient(RecipeClient client) {
        this.client = client;
    }

    /**
     * Takes the lock, waiting behind those that asked before. Blocks.
     *
     * @param wait longest wait in the servers' log time; up to the client's default deadline is added for the way there
     * @throws QuorateException {@code WAIT_TIMED_OUT} when it was not granted in time; {@link LockContract#NOT_GRANTED}
     *     when it is held and the wait is zero; {@code DEADLINE_EXCEEDED} when no answer came: a grant on its way is
     *     given back; {@code HOLD_LOST} when it was over before the answer came
     */
    public LockHandle acquire(String name, Duration wait) {
        return acquire(name, wait, LockOptions.DEFAULT);
    }

    /** {@link #acquire(String, Duration)}, held in another way than usual. */
    public LockHandle acquire(String name, Duration wait, LockOptions options) {
        return Await.result(acquireAsync(name, wait, options));
    }

    /** Takes the lock if it is free, without ever joining the queue. Blocks for the answer. */
    public Optional<LockHandle> tryAcquire(String name) {
        return tryAcquire(name, LockOptions.DEFAULT);
    }

    /** {@link #tryAcquire(String)}, held in another way than usual. */
    public Optional<LockHandle> tryAcquire(String name, LockOptions options) {
        try {
            return Optional.of(acquire(name, Duration.ZERO, options));
        } catch (QuorateException e) {
            if (e.code().equals(LockContract.NOT_GRANTED)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * {@link #acquire} without blocking. Cancelling the future leaves the queue; a grant that was on its way is given back.
     */
    public CompletableFuture<LockHandle> acquireAsync(String name, Duration wait) {
        return acquireAsync(name, wait, LockOptions.DEFAULT);
    }

    /** {@link #acquireAsync(String, Duration)}, held in another way than usual. */
    public CompletableFuture<LockHandle> acquireAsync(String name, Duration wait, LockOptions options) {
        String secret = options.detached().isZero() ? "" : Resumption.newSecret();
        Acquire request = new Acquire(
                Calls.millis(wait),
                options.label(),
                options.owner(),
                Calls.millis(options.maxHold()),
                Calls.millis(options.lockDelay()),
                Calls.millis(options.detached()),
                secret.isEmpty() ? "" : Resumption.digest(secret));
        return held(name, LockContract.ACQUIRE, request, wait.plus(client.defaultDeadline()), secret);
    }

    /**
     * Goes on with a detached hold, with the same token, whether the session that had it lives or not; its handles are lost. Blocks.
     *
     * @throws QuorateException {@link LockContract#RESUME_REFUSED} when the secret is another one; {@link LockContract#NOT_HELD} when
     *     there is no such hold any more
     */
    public LockHandle resume(Resumption hold) {
        Resume request = new Resume(hold.token(), hold.secret());
        return Await.result(held(hold.name(), LockContract.RESUME, request, client.defaultDeadline(), hold.secret()));
    }

    /**
     * Takes several locks in one step, or none: while it waits it holds none of them, so that callers who want the same ones in another
     * order do not stop each other for ever. Others go past it as long as the locks are not free all at once; after
     * {@link LockContract#RESERVED_AFTER_MILLIS} each that gets free is kept for it. Blocks.
     *
     * @param names each once, 2 to {@link LockContract#MAX_LOCKS_OF_SET}
     * @param wait longest wait in the servers' log time; up to the client's default deadline is added for the way there
     * @throws QuorateException as {@link #acquire(String, Duration)}
     */
    public MultiLockHandle acquireAll(List<String> names, Duration wait) {
        return acquireAll(names, wait, LockOptions.DEFAULT);
    }

    /** {@link #acquireAll(List, Duration)}, held in another way than usual: what has neither owner nor outlives its session. */
    public MultiLockHandle acquireAll(List<String> names, Duration wait, LockOptions options) {
        return Await.result(acquireAllAsync(names, wait, options));
    }

    /** {@link #acquireAll} without blocking. Cancelling the future ends the wait; a grant that was on its way is given back. */
    public CompletableFuture<MultiLockHandle> acquireAllAsync(List<String> names, Duration wait, LockOptions options) {
        if (names.size() < 2
                || !options.owner().isEmpty()
                || !options.detached().isZero()) {
            throw new IllegalArgumentException(
                    names.size() < 2
                            ? "two or more locks are acquired together, named were " + names
                            : "locks that are acquired together have no owner and do not outlive their session");
        }
        AcquireAll request = new AcquireAll(
                names.subList(1, names.size()),
                Calls.millis(wait),
                options.label(),
                Calls.millis(options.maxHold()),
                Calls.millis(options.lockDelay()));
        return granted(
                client.resource(names.get(0)),
                LockContract.ACQUIRE_ALL,
                request,
                wait.plus(client.defaultDeadline()),
                grant -> new MultiLockHandle(client, names, grant),
                LockClient::deliver);
    }

    private CompletableFuture<LockHandle> held(
            String name, String command, Record request, Duration deadline, String secret) {
        ResourceClient lock = client.resource(name);
        return granted(
                lock,
                command,
                request,
                deadline,
                grant -> new LockHandle(client, lock, grant, secret),
                LockClient::deliver);
    }

    /** Hands over what was granted, or gives it back. */
    private interface Delivery<H> {
        void deliver(H granted, Mark asked, CompletableFuture<H> to);
    }

    private <H> CompletableFuture<H> granted(
            ResourceClient lock,
            String command,
            Record request,
            Duration deadline,
            Function<Grant, H> handleOf,
            Delivery<H> delivery) {
        Mark asked = client.mark();
        CompletableFuture<Grant> call = lock.call(command, request, Grant.class, deadline);
        CompletableFuture<H> handle = new CompletableFuture<>();
        call.whenComplete((grant, failure) -> {
            if (failure == null) {
                delivery.deliver(handleOf.apply(grant), asked, handle);
            } else {
                handle.completeExceptionally(Await.failure(failure));
            }
        });
        return Calls.givingUp(call, handle);
    }

    private static void deliver(LockHandle granted, Mark asked, CompletableFuture<LockHandle> to) {
        granted.watch(asked);
        if (!granted.isValid()) {
            to.completeExceptionally(granted.lost(CallOutcome.APPLIED));
        } else if (!to.complete(granted)) {
            granted.release();
        }
    }

    private static void deliver(MultiLockHandle granted, Mark asked, CompletableFuture<MultiLockHandle> to) {
        granted.watch(asked);
        if (!granted.isValid()) {
            to.completeExceptionally(granted.lost(CallOutcome.APPLIED));
        } else if (!to.complete(granted)) {
            granted.release();
        }
    }

    /** The lock in the form that Java programs know; nothing is sent. Each thread holds it for itself. */
    public JavaLock asJavaLock(String name) {
        return asJavaLock(name, LockOptions.DEFAULT);
    }

    /** {@link #asJavaLock(String)}, held in another way than usual; the owner of the options is not looked at. */
    public JavaLock asJavaLock(String name, LockOptions options) {
        return new JavaLock(this, name, options);
    }

    /** What keeps the lock from getting free, as of now, and whether it is a deadlock. Blocks. */
    public WaitGraph waitGraph(String name) {
        return Await.result(client.resource(name)
                .query(
                        LockContract.WAIT_GRAPH,
                        new ShowWaits(),
                        WaitGraph.class,
                        Consistency.LINEARIZABLE,
                        client.defaultDeadline()));
    }

    /** Who holds the lock and who waits, as of now. Blocks. */
    public LockDescription describe(String name) {
        return Await.result(described(client, client.resource(name)));
    }

    static CompletableFuture<LockDescription> described(RecipeClient client, ResourceClient lock) {
        return lock.query(
                LockContract.DESCRIBE,
                new Describe(),
                LockDescription.class,
                Consistency.LINEARIZABLE,
                client.defaultDeadline());
    }

    /**
     * Asks whoever has a hold to give it back, and takes nothing: the holder is told, if it {@linkplain
     * LockHandle#onRevokeRequested listens}. Blocks.
     *
     * @param token of the hold, from {@link #describe}
     * @param reason told to the holder, at most {@link LockContract#MAX_TEXT_CHARACTERS}
     * @throws QuorateException {@link LockContract#NOT_HELD} when there is no such hold any more
     */
    public void requestRevoke(String name, FencingToken token, String reason) {
        Await.result(client.resource(name)
                .call(
                        LockContract.REQUEST_REVOKE,
                        new RequestRevoke(token, reason),
                        RevokeRequested.class,
                        client.defaultDeadline()));
    }

    /**
     * Takes a hold away from whichever session has it; the next in the queue gets the lock. The holder learns it soon, not
     * before: what the lock guards stays safe only if it checks tokens. Blocks.
     *
     * @param token of the hold, from {@link #describe}
     * @param reason told to the holder, at most {@link LockContract#MAX_TEXT_CHARACTERS}
     * @throws QuorateException {@link LockContract#NOT_HELD} when there is no such hold any more
     */
    public void forceRelease(String name, FencingToken token, String reason) {
        Await.result(client.resource(name)
                .call(
                        LockContract.FORCE_RELEASE,
                        new ForceRelease(token, reason),
                        Revoked.class,
                        client.defaultDeadline()));
    }
}
