package io.quorate.recipe.lock.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A lock as Java programs know them: held by a thread, which may lock it again and unlocks it as often. Nested locking sends nothing.
 * Other threads of the program and other programs are kept out alike, in the order of asking.
 *
 * <p>Unlike a lock within one process, this one can be lost: {@link #unlock} tells so at last, {@link #token} protects what is guarded.
 * All methods throw {@link QuorateException} when the servers cannot be asked. Not for the client's callback executor.
 */
public final class JavaLock implements Lock {
    /** As long as servers let anybody wait. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);

    private final LockClient locks;
    private final String name;
    private final LockOptions options;

    /** Of each thread that locked and did not unlock as often; one that lost its hold may be there beside the holder. */
    private final Map<Thread, Held> held = new ConcurrentHashMap<>();

    /** A thread's hold, and how often it is to be unlocked. */
    private record Held(LockHandle handle, int count) {}

    JavaLock(LockClient locks, String name, LockOptions options) {
        this.locks = locks;
        this.name = name;
        this.options = options;
    }

    /**
     * Blocks until the thread holds the lock, whether interrupted or not.
     *
     * @throws QuorateException {@code HOLD_LOST} when the thread has lost the hold that it did not unlock yet
     */
    @Override
    public void lock() {
        if (enterAgain()) {
            return;
        }
        boolean granted = false;
        while (!granted) {
            try {
                begin(Await.uninterruptibly(asked(LONGEST_WAIT)));
                granted = true;
            } catch (QuorateException e) {
                requireTimedOut(e);
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        boolean granted = false;
        while (!granted) {
            granted = tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public boolean tryLock() {
        if (enterAgain()) {
            return true;
        }
        try {
            begin(Await.uninterruptibly(asked(Duration.ZERO)));
            return true;
        } catch (QuorateException e) {
            requireTimedOut(e);
            return false;
        }
    }

    /** The time is counted by the servers; up to the client's default deadline is added for the way there. */
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (enterAgain()) {
            return true;
        }
        CompletableFuture<LockHandle> call = asked(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
        try {
            begin(call.get());
            return true;
        } catch (ExecutionException e) {
            requireTimedOut(Await.failure(Objects.requireNonNullElse(e.getCause(), e)));
            return false;
        } catch (InterruptedException e) {
            if (!call.cancel(true) && !call.isCompletedExceptionally()) {
                call.join().close();
            }
            throw e;
        }
    }

    private CompletableFuture<LockHandle> asked(Duration wait) {
        String owner = "thread-" + Thread.currentThread().getId();
        return locks.acquireAsync(name, wait, options.reentrantBy(owner));
    }

    private static void requireTimedOut(RuntimeException failure) {
        boolean timedOut = failure instanceof QuorateException refusal
                && (refusal.is(ErrorCode.WAIT_TIMED_OUT) || refusal.code().equals(LockContract.NOT_GRANTED));
        if (!timedOut) {
            throw failure;
        }
    }

    private boolean enterAgain() {
        Held mine = held.get(Thread.currentThread());
        if (mine == null) {
            return false;
        }
        if (!mine.handle().isValid()) {
            throw mine.handle().lost(CallOutcome.NOT_APPLIED);
        }
        held.put(Thread.currentThread(), new Held(mine.handle(), mine.count() + 1));
        return true;
    }

    private void begin(LockHandle handle) {
        held.put(Thread.currentThread(), new Held(handle, 1));
    }

    /**
     * Gives the lock back when the thread has unlocked it as often as it locked it.
     *
     * @throws IllegalMonitorStateException when the thread does not hold it; when it has lost it, with token and reason: what it did
     *     under the lock may have met what the next holder does
     * @throws QuorateException when the servers did not confirm it; to be called again then
     */
    @Override
    public void unlock() {
        Held mine = require();
        LockHandle handle = mine.handle();
        boolean lost = handle.isLost();
        if (mine.count() > 1) {
            held.put(Thread.currentThread(), new Held(handle, mine.count() - 1));
        } else {
            handle.close();
            held.remove(Thread.currentThread());
        }
        if (lost) {
            QuorateException why = handle.lost(CallOutcome.UNKNOWN);
            IllegalMonitorStateException told = new IllegalMonitorStateException(why.getMessage());
            told.initCause(why);
            throw told;
        }
    }

    /**
     * For what the lock guards.
     *
     * @throws IllegalMonitorStateException when the calling thread does not hold the lock
     */
    public FencingToken token() {
        return require().handle().token();
    }

    /** The calling thread holds the lock, as far as can be known here. */
    public boolean isHeldByCurrentThread() {
        Held mine = held.get(Thread.currentThread());
        return mine != null && mine.handle().isValid();
    }

    private Held require() {
        Held mine = held.get(Thread.currentThread());
        if (mine == null) {
            throw new IllegalMonitorStateException(
                    "thread " + Thread.currentThread().getName() + " does not hold '" + name + "'");
        }
        return mine;
    }

    /** Not supported: who waits for something that another program does needs a recipe for it. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a lock of a cluster has no conditions");
    }
}
