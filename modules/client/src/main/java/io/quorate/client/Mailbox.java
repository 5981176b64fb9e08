package io.quorate.client;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Hands letters to one reader, in order and one at a time, on an executor, as many as the reader asks for. Thread-safe. */
final class Mailbox<T> {
    /** Letters read before others get their turn on the executor. */
    private static final int MAX_TURN = 256;

    /** A demand that never ends. */
    static final long ALL = Long.MAX_VALUE;

    private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());

    private final Executor executor;
    private final ToLongFunction<T> weight;
    private final Consumer<T> reader;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<T> letters = new ArrayDeque<>();
    private long waitingWeight;
    private long demand;
    private boolean reading;
    private boolean closed;
    private @Nullable Runnable last;

    /** @param demand letters that the reader takes before it asks for more */
    Mailbox(Executor executor, ToLongFunction<T> weight, Consumer<T> reader, long demand) {
        this.executor = executor;
        this.weight = weight;
        this.reader = reader;
        this.demand = demand;
    }

    /** The reader takes so many letters more. */
    void ask(long letters) {
        lock.lock();
        try {
            demand = letters >= ALL - demand ? ALL : demand + letters;
            wake();
        } finally {
            lock.unlock();
        }
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
            wake();
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

    /** Closes it, unless it is closed, and runs {@code end} as if it were the last letter. */
    void close(Runnable end) {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                letters.clear();
                last = end;
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        if (!reading && (last != null || (demand > 0 && !letters.isEmpty()))) {
            reading = true;
            executor.execute(this::read);
        }
    }

    private void add(T letter) {
        letters.add(letter);
        waitingWeight += weight.applyAsLong(letter);
    }

    private void read() {
        for (int i = 0; i < MAX_TURN; i++) {
            Runnable step = next();
            if (step == null) {
                return;
            }
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
            }
        }
        executor.execute(this::read);
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable end = last;
            last = null;
            if (end != null) {
                return end;
            }
            T letter = demand > 0 ? letters.poll() : null;
            if (letter == null) {
                reading = false;
                return null;
            }
            waitingWeight -= weight.applyAsLong(letter);
            if (demand != ALL) {
                demand--;
            }
            return () -> reader.accept(letter);
        } finally {
            lock.unlock();
        }
    }
}
