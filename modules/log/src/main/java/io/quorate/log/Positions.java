package io.quorate.log;

import java.util.Arrays;

/** Where each entry of a group lies: one long per entry of an unbroken range of indexes, kept in a ring. */
final class Positions {
    private static final int INITIAL_CAPACITY = 1024;

    private long[] ring = new long[INITIAL_CAPACITY];
    private long first = 1;
    private int size;

    long first() {
        return first;
    }

    long last() {
        return first + size - 1;
    }

    boolean contains(long index) {
        return index >= first && index <= last();
    }

    long get(long index) {
        return ring[slot(index)];
    }

    void append(long position) {
        if (size == ring.length) {
            long[] larger = new long[ring.length * 2];
            for (long index = first; index <= last(); index++) {
                larger[(int) (index & (larger.length - 1))] = ring[slot(index)];
            }
            ring = larger;
        }
        ring[slot(first + size)] = position;
        size++;
    }

    /** Forgets the entries up to {@code index}, which must be present. */
    void dropTo(long index) {
        size -= (int) (index + 1 - first);
        first = index + 1;
    }

    /** Forgets the entries from {@code index} on, which may lie below the first. */
    void dropFrom(long index) {
        first = Math.min(first, index);
        size = (int) Math.min(size, index - first);
    }

    /** Forgets all; {@code next} is the index to be appended next. */
    void restart(long next) {
        first = next;
        size = 0;
        ring = Arrays.copyOf(ring, INITIAL_CAPACITY);
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }
}
