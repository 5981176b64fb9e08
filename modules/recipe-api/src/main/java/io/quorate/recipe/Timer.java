package io.quorate.recipe;

import io.quorate.codec.RecordCodec;

/**
 * A named kind of timer of an instance. Several may run at once, told apart by a key. Timers are replicated rows that fire
 * in log time, once, in the order (deadline, age), at the earliest with the next entry that is due after their deadline.
 */
public final class Timer<T extends Record> implements State {
    private final String name;
    private final RecordCodec<T> payload;

    private Timer(String name, RecordCodec<T> payload) {
        this.name = State.requireName(name);
        this.payload = payload;
    }

    public static <T extends Record> Timer<T> of(String name, Class<T> payload) {
        return new Timer<>(name, RecordCodec.of(payload));
    }

    /**
     * Sets the timer of this key, or sets it anew.
     *
     * @param delayMillis log time until it is due, at least 1
     */
    public void set(ApplyContext context, long key, long delayMillis, T with) {
        context.access().setTimer(name, key, delayMillis, payload.encode(with));
    }

    /** Does nothing when none runs under this key. */
    public void cancel(ApplyContext context, long key) {
        context.access().cancelTimer(name, key);
    }

    /** What was given to {@link #set}; for the kernel. */
    public T decode(byte[] row) {
        return payload.decode(row);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shape() {
        return "timer<" + payload.shape() + ">";
    }
}
