package io.quorate.simulation;

import java.util.ArrayDeque;
import java.util.List;

/** What happened in a world: the latest lines to read, and a hash over all of them to compare. */
public final class Trace {
    /** Lines kept. */
    public static final int KEPT_LINES = 400;

    private final VirtualTime time;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private long hash;

    private record Line(long nanos, String who, String what) {
        @Override
        public String toString() {
            return String.format("%10d us  %-9s %s", nanos / 1_000, who, what);
        }
    }

    public Trace(VirtualTime time) {
        this.time = time;
    }

    public void add(String who, String what) {
        long nanos = time.nanos();
        long line = (Long.hashCode(nanos) * 31L + who.hashCode()) * 31 + what.hashCode();
        hash = Long.rotateLeft(hash * 0x9E3779B97F4A7C15L + line, 23);
        lines.add(new Line(nanos, who, what));
        if (lines.size() > KEPT_LINES) {
            lines.remove();
        }
    }

    /** Equal for worlds in which the same happened at the same times. */
    public long hash() {
        return hash;
    }

    public List<String> lines() {
        return lines.stream().map(Line::toString).toList();
    }
}
