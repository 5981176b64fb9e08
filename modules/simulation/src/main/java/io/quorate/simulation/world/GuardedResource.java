package io.quorate.simulation.world;

import io.quorate.recipe.FencingToken;
import io.quorate.simulation.check.Invariant;
import java.util.Optional;

/** Something outside of the cluster that only the holder of a lock may write, and that compares tokens. */
public final class GuardedResource {
    private final String lock;
    private final Invariant watcher;
    private Optional<FencingToken> largest = Optional.empty();
    private long refused;

    public GuardedResource(String lock, Invariant watcher) {
        this.lock = lock;
        this.watcher = watcher;
    }

    /** A write arrives; one with a smaller token than seen before is refused. */
    public void write(FencingToken token) {
        if (largest.filter(before -> before.compareTo(token) > 0).isPresent()) {
            refused++;
            return;
        }
        largest = Optional.of(token);
        watcher.guardedWrite(lock, token);
    }

    /** Writes of holders that were not any more. */
    public long refused() {
        return refused;
    }
}
