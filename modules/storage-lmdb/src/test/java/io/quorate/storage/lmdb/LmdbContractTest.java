package io.quorate.storage.lmdb;

import io.quorate.storage.StateStore;
import io.quorate.storage.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LmdbContractTest implements StateStoreContract {
    /** Small generations, so that many freeze on their own. */
    private static final LmdbOptions OPTIONS = LmdbOptions.DEFAULT.withGeneration(64 << 10, 100);

    @TempDir
    Path parent;

    private int crashes;

    private StateStore open() {
        return LmdbStateStore.open(directory(), OPTIONS);
    }

    private Path directory() {
        return parent.resolve("store-" + crashes);
    }

    @Override
    public StateStore create() {
        return open();
    }

    @Override
    public StateStore reopened(StateStore closed) {
        return open();
    }

    @Override
    public StateStore crashed(StateStore running, boolean lastFlushLost) {
        crashes++;
        DataFile.killed((LmdbStateStore) running, directory(), lastFlushLost);
        return open();
    }
}
