package io.quorate.storage;

/**
 * How far the log has been applied to a store.
 *
 * @param index index of the last entry whose writes are in the store; 0 means none
 * @param term term of that entry; 0 means none
 */
public record AppliedMark(long index, long term) {
    /** The mark of an empty store. */
    public static final AppliedMark NONE = new AppliedMark(0, 0);

    public AppliedMark {
        if (index < 0 || term < 0) {
            throw new IllegalArgumentException("index and term must be >= 0, were " + index + " and " + term);
        }
    }

    /**
     * Checks that a batch with this mark may follow one with that mark.
     *
     * @throws IllegalArgumentException this index is not above that one
     */
    public void requireAbove(AppliedMark previous) {
        if (index <= previous.index) {
            throw new IllegalArgumentException(
                    "a batch of index " + index + " cannot follow the one of index " + previous.index);
        }
    }
}
