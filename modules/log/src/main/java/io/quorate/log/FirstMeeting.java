package io.quorate.log;

import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How a founder without data finds out whether there is a group to be founded. It founds once every other founder knows it by its
 * present data: from then on none of them lets it forget what it promises. When one knows it by other data, the group is there, and
 * this node has lost what it had; otherwise two that did would make a majority of three that knows nothing. Thread-safe.
 */
public final class FirstMeeting {
    private final TreeSet<NodeId> missing;
    private final CompletableFuture<Boolean> founds = new CompletableFuture<>();

    /** @param founders the members with which the group begins */
    public FirstMeeting(NodeId self, Membership founders) {
        this.missing = new TreeSet<>(founders.voters());
        missing.remove(self);
        if (missing.isEmpty()) {
            founds.complete(true);
        }
    }

    /** Whether this node founds the group; completes on the thread that tells the last of it. */
    public CompletionStage<Boolean> founds() {
        return founds;
    }

    /** A node knows this one by its data, and will after a crash. */
    public void knownTo(NodeId node) {
        boolean all;
        synchronized (missing) {
            missing.remove(node);
            all = missing.isEmpty();
        }
        if (all) {
            founds.complete(true);
        }
    }

    /** Some node knows this one by other data; true when this one has believed until now that it might found. */
    public boolean doubted() {
        return founds.complete(false);
    }

    /** Founders that have not told yet. */
    @Override
    public String toString() {
        synchronized (missing) {
            return missing.toString();
        }
    }
}
