package io.quorate.server;

import io.quorate.kernel.StateAtRest;
import io.quorate.kernel.StateHead;
import io.quorate.log.KnownPeers;
import io.quorate.log.LogStatus;
import io.quorate.storage.DamagedStateException;
import io.quorate.storage.StoreException;
import io.quorate.storage.lmdb.FileSteps;
import io.quorate.storage.lmdb.LmdbOptions;
import io.quorate.storage.lmdb.LmdbStateStore;
import io.quorate.storage.lmdb.StoreFile;
import java.io.IOException;
import java.util.List;

/**
 * A node's stored state at its start. When it is damaged or lost, it is put away, and that of another node is asked for; a node
 * that is alone begins again with its log, if that still has everything.
 */
record NodeState(LmdbStateStore store, StateQuarantine quarantine) {
    static NodeState open(DataDirectory data, LmdbOptions options, FileSteps steps) throws IOException, StartException {
        LmdbStateStore store;
        try {
            store = opened(data, options, steps);
        } catch (DamagedStateException damage) {
            StateQuarantine.putAway(data, String.valueOf(damage.getMessage()));
            store = LmdbStateStore.open(data.state(), options, steps);
        }
        return new NodeState(store, StateQuarantine.open(data, store));
    }

    private static LmdbStateStore opened(DataDirectory data, LmdbOptions options, FileSteps steps) throws IOException {
        StoreFile.check(data.state());
        LmdbStateStore store = LmdbStateStore.open(data.state(), options, steps);
        try {
            StateHead.read(store);
            return store;
        } catch (DamagedStateException damage) {
            store.close();
            throw damage;
        }
    }

    /** Whether nodes beside this one were voters when the state was stored last, or may have been when that cannot be told. */
    static boolean hasOtherVoters(DataDirectory data, LmdbOptions options) throws IOException, StartException {
        List<Integer> voters;
        try {
            StoreFile.check(data.state());
            try (LmdbStateStore store = LmdbStateStore.open(data.state(), options)) {
                voters = StateAtRest.read(store).voters();
            }
        } catch (StoreException unreadable) {
            voters = List.of();
        }
        return voters.isEmpty()
                ? !KnownPeers.read(data.disk()).known().isEmpty()
                : voters.stream().anyMatch(voter -> voter != data.node().value());
    }

    /** Finds out whether the log goes on where this state ends, or the state has to come from elsewhere. */
    void fitTo(LogStatus log) throws StartException {
        boolean isBehind = store.applied().index() < log.firstIndex() - 1;
        if (isBehind && !quarantine.isPending()) {
            quarantine.requireUnused("the state ends at entry "
                    + store.applied().index() + ", and the log begins at entry " + log.firstIndex());
            quarantine.begin();
        }
        if (quarantine.isPending() && log.membership().voters().size() == 1) {
            if (isBehind) {
                throw new StartException("the state is damaged or lost, what is left of it lies in the directory"
                        + " 'quarantine', and no other node has it: restore a backup into a new data directory");
            }
            quarantine.replaced(store.applied().index());
        }
    }
}
