package io.quorate.recipe;

/**
 * A session's public name: restore epoch and revision of the command that opened it, laid out as in {@link FencingToken}.
 * Never given twice. It is no secret; what a client proves itself with is.
 */
public record SessionId(long value) implements Comparable<SessionId> {
    public SessionId {
        if (value <= 0) {
            throw new IllegalArgumentException("a session id is positive, was " + value);
        }
    }

    public static SessionId of(int epoch, long revision) {
        return new SessionId(FencingToken.of(epoch, revision).value());
    }

    /** Restore epoch in which it was opened. */
    public int epoch() {
        return new FencingToken(value).epoch();
    }

    @Override
    public int compareTo(SessionId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
