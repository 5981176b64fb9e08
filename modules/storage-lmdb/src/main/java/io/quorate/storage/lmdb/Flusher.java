package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.StoreException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes generations to the file, and what of them is durable.
 *
 * <p>A transaction is durable once a later one has committed or the file was synced: LMDB with NOMETASYNC may lose the
 * last one. After a failure nothing is written any more and every method but {@link #flushed} and {@link #durable} throws.
 */
final class Flusher implements AutoCloseable {
    static final String THREAD_NAME = "quorate-store";

    private record Task(Generation generation, boolean sync) {}

    private final LmdbFile file;
    private final Thread thread = new Thread(this::run, THREAD_NAME);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile AppliedMark flushed;
    private volatile AppliedMark durable;

    private @Nullable Task handed;
    private @Nullable Task requested;
    private boolean writing;
    private boolean closing;
    private volatile @Nullable StoreException failure;

    Flusher(LmdbFile file) {
        this.file = file;
        this.flushed = file.openedAt();
        this.durable = file.openedAt();
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Mark of the last generation that is in the file. */
    AppliedMark flushed() {
        return flushed;
    }

    AppliedMark durable() {
        return durable;
    }

    void requireSound() {
        StoreException cause = failure;
        if (cause != null) {
            throw new StoreException("the last flush failed, close the store: " + cause.getMessage(), cause);
        }
    }

    boolean idle() {
        lock.lock();
        try {
            return handed == null && requested == null && !writing;
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until everything given is written. */
    void awaitIdle() {
        lock.lock();
        try {
            while (failure == null && !idle()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        requireSound();
    }

    /** The file was replaced while nothing was given: it ends, durably, with this mark. */
    void replaced(AppliedMark mark) {
        flushed = mark;
        durable = mark;
    }

    /** Writes a generation that the caller puts behind it; only when {@link #idle()}. */
    void handOver(Generation generation, boolean sync) {
        lock.lock();
        try {
            handed = new Task(generation, sync);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes and syncs, after what is under way, a generation that the caller keeps and will hand over again as part of a
     * later one. Replaces a request that has not begun.
     */
    void request(Generation generation) {
        lock.lock();
        try {
            requested = new Task(generation, true);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Task task = take(); task != null; task = take()) {
                perform(task);
            }
        } catch (StoreException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new StoreException("cannot write " + file.path() + ": " + e, e));
        }
    }

    /** Ends the previous task and waits for the next one; null when closing and nothing is left. */
    private @Nullable Task take() {
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
            while (handed == null && requested == null && !closing) {
                changed.awaitUninterruptibly();
            }
            Task task = handed;
            if (task != null) {
                handed = null;
            } else {
                task = requested;
                requested = null;
            }
            writing = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void perform(Task task) {
        Generation generation = task.generation();
        AppliedMark previous = flushed;
        if (generation.mark().index() > previous.index()) {
            file.write(generation);
            flushed = generation.mark();
            durable = previous;
        }
        if (task.sync()) {
            file.sync();
            durable = flushed;
        }
    }

    private void fail(StoreException cause) {
        lock.lock();
        try {
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was given and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        requireSound();
    }
}
