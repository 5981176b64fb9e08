package io.quorate.simulation.world;

/** One process from start to death. Everything that belongs to it looks here before it does anything. */
final class Life {
    private boolean over;
    private long pausedUntilNanos;

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    /** The process does nothing before this moment of true time. */
    long pausedUntilNanos() {
        return pausedUntilNanos;
    }

    void pauseUntil(long nanos) {
        pausedUntilNanos = Math.max(pausedUntilNanos, nanos);
    }
}
