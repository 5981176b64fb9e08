package io.quorate.client;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Hands letters to one reader, in order and one at a time, on an executor. Thread-safe. */
final class Mailbox<T> {
    /** Letters read before others get their turn on the executor. */
    private static final int MAX_TURN = 256;

    private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());

    private final Executor executor;
    private final ToLongFunction<T> weight;
    private final Consumer<T> reader;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<T> letters = new ArrayDeque<>();
    private long waitingWeight;
    private boolean reading;
    private boolean closed;

    Mailbox(Executor executor, ToLongFunction<T> weight, Consumer<T> reader) {
        this.executor = executor;
        this.weight = weight;
        this.reader = reader;
    }

    /**
     * Adds a letter; when those that wait would be heavier than {@code most}, they go, and {@code instead} comes alone.
     */
    void put(T letter, long most, T instead) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (waitingWeight + weight.applyAsLong(letter) > most) {
                letters.clear();
                waitingWeight = 0;
                add(instead);
            } else {
                add(letter);
            }
            if (!reading) {
                reading = true;
                executor.execute(this::read);
            }
        } finally {
            lock.unlock();
        }
    }

    /** For letters that are few by their nature. */
    void put(T letter) {
        put(letter, Long.MAX_VALUE, letter);
    }

    /** Nothing more is read, except what is being read now. */
    void close() {
        lock.lock();
        try {
            closed = true;
            letters.clear();
        } finally {
            lock.unlock();
        }
    }

    private void add(T letter) {
        letters.add(letter);
        waitingWeight += weight.applyAsLong(letter);
    }

    private void read() {
        for (int i = 0; i < MAX_TURN; i++) {
            T letter = next();
            if (letter == null) {
                return;
            }
            try {
                reader.accept(letter);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
            }
        }
        executor.execute(this::read);
    }

    private @Nullable T next() {
        lock.lock();
        try {
            T letter = letters.poll();
            if (letter == null) {
                reading = false;
            } else {
                waitingWeight -= weight.applyAsLong(letter);
            }
            return letter;
        } finally {
            lock.unlock();
        }
    }
}
