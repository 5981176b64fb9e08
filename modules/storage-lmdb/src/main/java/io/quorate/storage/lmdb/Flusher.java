package io.quorate.storage.lmdb;

import io.quorate.storage.AppliedMark;
import io.quorate.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes generations to the file, and what of them is durable. All that wait go into one transaction.
 *
 * <p>A transaction is durable once a later one has committed or the file was synced: LMDB with NOMETASYNC may lose the
 * last one. After a failure nothing is written any more and every method but {@link #flushed} and {@link #durable} throws.
 */
final class Flusher implements AutoCloseable {
    static final String THREAD_NAME = "quorate-store";

    private record Task(List<Generation> generations, boolean sync) {}

    private final LmdbFile file;
    private final FlushPace pace;
    private final Thread thread = new Thread(this::run, THREAD_NAME);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile AppliedMark flushed;
    private volatile AppliedMark durable;

    private List<Generation> waiting = new ArrayList<>();
    private boolean syncWanted;
    private boolean writing;
    private boolean closing;
    private volatile @Nullable StoreException failure;

    Flusher(LmdbFile file, FlushPace pace) {
        this.file = file;
        this.pace = pace;
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
            return waiting.isEmpty() && !syncWanted && !writing;
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

    /** Blocks until a generation that was given is in the file. */
    void awaitFlushed(AppliedMark mark) {
        lock.lock();
        try {
            while (failure == null && flushed.index() < mark.index()) {
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

    /** Writes a generation behind those that were given before. */
    void write(Generation generation) {
        lock.lock();
        try {
            waiting.add(generation);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes all that was given durable. */
    void sync() {
        lock.lock();
        try {
            syncWanted = true;
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
            while (waiting.isEmpty() && !syncWanted && !closing) {
                changed.awaitUninterruptibly();
            }
            if (waiting.isEmpty() && !syncWanted) {
                return null;
            }
            Task task = new Task(waiting, syncWanted);
            waiting = new ArrayList<>();
            syncWanted = false;
            writing = true;
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void perform(Task task) {
        if (!task.generations().isEmpty()) {
            Generation all = Generation.of(task.generations());
            AppliedMark previous = flushed;
            long began = System.nanoTime();
            file.write(all);
            pace.flushed(all.rows().heapBytes(), System.nanoTime() - began);
            durable = previous;
            flushed = all.mark();
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
