package io.quorate.recipe.lock.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.Mark;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.RecipeClient;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.ReleaseAll;
import io.quorate.recipe.lock.api.LockContract.ReleasedAll;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A hold of several locks that were granted in one step. It is valid as long as all of them are held; when one is lost, the others stay held
 * until {@link #close}. Thread-safe; otherwise as {@link LockHandle}.
 */
public final class MultiLockHandle implements AutoCloseable {
    private final RecipeClient client;
    private final List<String> names;
    private final List<LockHandle> locks;
    private final Loss<LossReason> loss = new Loss<>();

    // The server has confirmed that the holds are over.
    private volatile boolean released;

    MultiLockHandle(RecipeClient client, List<String> names, Grant grant) {
        this.client = client;
        this.names = List.copyOf(names);
        this.locks = names.stream()
                .map(name -> new LockHandle(client, client.resource(name), grant, ""))
                .toList();
    }

    /** @param asked not later than the locks were asked for */
    void watch(Mark asked) {
        for (LockHandle lock : locks) {
            lock.watch(asked);
            lock.onEnd(loss::happen);
        }
    }

    /** Names of the locks, in the order in which they were asked for. */
    public List<String> names() {
        return names;
    }

    /** The same for all of the locks, and larger than that of every hold before of any of them. */
    public FencingToken token() {
        return locks.get(0).token();
    }

    /** Whether all of the locks are still held, as far as this client can know: local and cheap. */
    public boolean isValid() {
        return loss.reason().isEmpty() && locks.stream().allMatch(LockHandle::isValid);
    }

    /** Until when the holds stand even if the servers are not reached any more, by the wall clock; 1970 once one is over. */
    public Instant validUntil() {
        return locks.stream()
                .map(LockHandle::validUntil)
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /**
     * Tells when the first of the holds is over, for whatever reason, {@link #close} included: once, on the client's callback executor; at
     * once when it is over already.
     */
    public Registration onLost(Consumer<LossReason> listener) {
        return loss.tell(client.callbackExecutor(), listener);
    }

    /**
     * Runs the work in the calling thread, and interrupts it when the first of the holds is over, as {@link LockHandle#runGuarded} does.
     *
     * @throws QuorateException {@code HOLD_LOST} when a hold was over before the work ended, whatever the work came to; NOT_APPLIED
     *     when the work was not begun
     * @throws Exception what the work throws
     */
    public <T> T runGuarded(Callable<T> work) throws Exception {
        return new GuardedWork(loss, this::isValid, this::lost).run(work);
    }

    QuorateException lost(CallOutcome ofWork) {
        LockHandle first =
                locks.stream().filter(lock -> !lock.isValid()).findFirst().orElse(locks.get(0));
        return first.lost(ofWork);
    }

    /**
     * Gives back all of the locks that are still held, in one step, and blocks for the answer, at most the client's default deadline for each
     * lock that had been taken away, whether interrupted or not. The handle is invalid from the moment of the call.
     *
     * @throws QuorateException when the server did not confirm it: locks may stay held until the session ends or this is called again
     */
    @Override
    public void close() {
        Await.uninterruptibly(release());
    }

    /** {@link #close} without blocking. */
    CompletableFuture<Void> release() {
        Optional<LossReason> before = loss.reason();
        locks.forEach(lock -> lock.end(LossReason.CLOSED));
        loss.happen(LossReason.CLOSED);
        boolean othersAreHeld =
                before.isEmpty() || before.get() == LossReason.CLOSED || before.get() == LossReason.REVOKED;
        return released || !othersAreHeld ? CompletableFuture.completedFuture(null) : releaseFrom(0);
    }

    /** Any lock that is still held knows the others; those before this one had been taken away. */
    private CompletableFuture<Void> releaseFrom(int index) {
        if (index == locks.size()) {
            released = true;
            return CompletableFuture.completedFuture(null);
        }
        return client.resource(names.get(index))
                .call(LockContract.RELEASE_ALL, new ReleaseAll(token()), ReleasedAll.class, client.defaultDeadline())
                .handle((done, failure) -> {
                    if (failure == null) {
                        released = true;
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    RuntimeException why = Await.failure(failure);
                    return LockHandle.isOver(why) ? releaseFrom(index + 1) : CompletableFuture.<Void>failedFuture(why);
                })
                .thenCompose(next -> next);
    }
}
