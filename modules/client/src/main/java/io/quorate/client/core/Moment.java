package io.quorate.client.core;

/**
 * When an event happened, by both clocks.
 *
 * @param nanos monotonic time from any origin such that it is never negative; never less than at the event before
 * @param wallMillis UTC in ms since 1970; only differences count; it goes on while the machine is suspended, and may be set
 */
public record Moment(long nanos, long wallMillis) {
    /** Later than every moment. */
    public static final long NEVER = Long.MAX_VALUE;
}
