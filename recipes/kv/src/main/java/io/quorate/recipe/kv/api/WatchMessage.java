package io.quorate.recipe.kv.api;

import io.quorate.recipe.kv.api.KvContract.Change;

/** What a watcher is told. */
public sealed interface WatchMessage {
    /** Everything up to it has been told, except what else changed at this same revision. */
    long revision();

    /** A key was set or went. */
    record Happened(Change change) implements WatchMessage {
        @Override
        public long revision() {
            return change.revision();
        }
    }

    /** Changes up to this revision may be missing: read the state, which is at least as new. Those behind it follow. */
    record Reset(long revision) implements WatchMessage {}
}
