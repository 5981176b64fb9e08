package io.quorate.simulation.check;

/** What a subscriber was told, in order. */
public sealed interface Delivery {
    long revision();

    /**
     * Something changed.
     *
     * @param number of the change that the event tells of
     */
    record Event(long revision, long number) implements Delivery {}

    /** Events up to this revision may be missing. */
    record Reset(long revision) implements Delivery {}
}
