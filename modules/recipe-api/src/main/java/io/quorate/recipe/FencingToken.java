package io.quorate.recipe;

/**
 * Proof of a grant that a guarded resource can compare: every later grant carries a larger token, over restore,
 * re-creation and upgrade. Layout: 11 bits restore epoch, 52 bits revision of the granting command; always positive.
 */
public record FencingToken(long value) implements Comparable<FencingToken> {
    private static final int REVISION_BITS = 52;

    /** Largest restore epoch. */
    public static final int MAX_EPOCH = (1 << 11) - 1;

    /** Largest revision. */
    public static final long MAX_REVISION = (1L << REVISION_BITS) - 1;

    public FencingToken {
        if (value <= 0) {
            throw new IllegalArgumentException("a fencing token is positive, was " + value);
        }
    }

    public static FencingToken of(int epoch, long revision) {
        if (epoch < 0 || epoch > MAX_EPOCH || revision < 1 || revision > MAX_REVISION) {
            throw new IllegalArgumentException("epoch " + epoch + " or revision " + revision + " out of range");
        }
        return new FencingToken((long) epoch << REVISION_BITS | revision);
    }

    public int epoch() {
        return (int) (value >>> REVISION_BITS);
    }

    public long revision() {
        return value & MAX_REVISION;
    }

    @Override
    public int compareTo(FencingToken other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
