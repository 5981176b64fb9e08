package io.quorate.log;

import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How a founder without data finds out whether there is a group to be founded. It founds once every other founder has written down
 * its present data: from then on none of them lets it forget what it promises. When one knows it by other data, or the members
 * have agreed on those that it has, the group is there, and this node has lost what it had; otherwise two that did would make a majority of
 * three that knows nothing. Thread-safe.
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

    /** Another node has told what it holds of this one; true when that has decided it. */
    public boolean told(NodeId by, Standing ofThis) {
        if (ofThis != Standing.FIRST) {
            return founds.complete(false);
        }
        boolean all;
        synchronized (missing) {
            missing.remove(by);
            all = missing.isEmpty();
        }
        return all && founds.complete(true);
    }
}
