package io.quorate.simulation;

import java.util.ArrayDeque;
import java.util.List;

/** What happened in a world: the latest lines to read, and a hash over all of them to compare. */
public final class Trace {
    /** Lines kept. */
    public static final int KEPT_LINES = 400;

    private final VirtualTime time;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long hash;

    public Trace(VirtualTime time) {
        this.time = time;
    }

    public void add(String who, String what) {
        String line = String.format("%10d us  %-9s %s", time.nanos() / 1_000, who, what);
        hash = Long.rotateLeft(hash * 0x9E3779B97F4A7C15L + line.hashCode(), 23);
        lines.add(line);
        if (lines.size() > KEPT_LINES) {
            lines.remove();
        }
    }

    /** Equal for worlds in which the same happened at the same times. */
    public long hash() {
        return hash;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
