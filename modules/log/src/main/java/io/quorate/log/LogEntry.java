package io.quorate.log;

/**
 * A committed entry.
 *
 * @param index position in the log; the first is 1 and there are no gaps
 * @param term term of the leader that proposed it
 * @param payload what was proposed; empty for entries of the log itself, which are applied as well, so that the applied
 *     index has no gaps; not to be changed
 */
public record LogEntry(long index, long term, byte[] payload) {}
