package io.quorate.transport.peer;

/** Levels of the apply rules that a node has; nodes without a common one cannot be of one cluster. */
public record KernelLevels(int oldest, int newest) {
    public KernelLevels {
        if (oldest < 1 || newest < oldest) {
            throw new IllegalArgumentException("kernel levels " + oldest + " to " + newest);
        }
    }

    boolean overlaps(KernelLevels other) {
        return oldest <= other.newest && other.oldest <= newest;
    }

    @Override
    public String toString() {
        return oldest == newest ? "level " + oldest : "levels " + oldest + " to " + newest;
    }
}
