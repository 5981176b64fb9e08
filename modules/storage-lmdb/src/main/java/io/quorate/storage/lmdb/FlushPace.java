package io.quorate.storage.lmdb;

/**
 * How large a generation may become so that its flush takes about {@link #AIM_NANOS}, judged by the flushes so far: a long one
 * would keep commits waiting and the log from being released, many short ones would write pages again and again. Thread: any.
 */
final class FlushPace {
    static final long AIM_NANOS = 100_000_000;

    /** Below it, most of a flush is what each transaction costs. */
    private static final long LEAST_BYTES = 1 << 20;

    private final long least;
    private final long most;
    private volatile long bytes;

    /** @param most bytes that no generation is to exceed */
    FlushPace(long most) {
        this.most = most;
        this.least = Math.min(LEAST_BYTES, most);
        this.bytes = least;
    }

    /** Heap bytes from which on a generation is to be flushed. */
    long bytes() {
        return bytes;
    }

    /** A flush of so many heap bytes took so long. It moves the pace by half at most, since some flushes meet a busy disk. */
    void flushed(long written, long nanos) {
        long now = bytes;
        boolean tells = written >= now / 2 || nanos > AIM_NANOS;
        if (tells) {
            double fitting = (double) written * AIM_NANOS / Math.max(1, nanos);
            double next = Math.max(now * 0.5, Math.min(now * 1.5, fitting));
            bytes = Math.max(least, Math.min(most, (long) next));
        }
    }
}
