package io.quorate.kernel;

/**
 * Place in the stream of events: everything up to and including it has been seen.
 *
 * @param ordinal number of the event within its revision, from 0
 */
public record Cursor(int epoch, long revision, int ordinal) implements Comparable<Cursor> {
    @Override
    public int compareTo(Cursor other) {
        int byEpoch = Integer.compare(epoch, other.epoch);
        if (byEpoch != 0) {
            return byEpoch;
        }
        int byRevision = Long.compare(revision, other.revision);
        return byRevision != 0 ? byRevision : Integer.compare(ordinal, other.ordinal);
    }
}
