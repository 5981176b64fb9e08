package io.quorate.log;

import java.util.Optional;

/**
 * A committed entry.
 *
 * @param index position in the log; the first is 1 and there are no gaps
 * @param term term of the leader that proposed it
 * @param payload what was proposed; empty for entries of the log itself, which are applied as well, so that the applied
 *     index has no gaps; not to be changed
 * @param membership in force from this entry on; of entries that change it
 */
public record LogEntry(long index, long term, byte[] payload, Optional<Membership> membership) {
    /** An entry that leaves the membership as it is. */
    public LogEntry(long index, long term, byte[] payload) {
        this(index, term, payload, Optional.empty());
    }
}
