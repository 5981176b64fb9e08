package io.quorate.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quorate.kernel.Quarantine;
import io.quorate.storage.StoreException;
import io.quorate.storage.lmdb.LmdbStateStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Keeps a state that was damaged, or differed from that of most nodes, in the directory {@code quarantine}: a copy of the store,
 * and the file {@code replaced-at} with the entry up to which the state came from another node, once it has. Whoever has looked
 * into it deletes the directory; until then the node replaces its state no second time.
 */
final class StateQuarantine implements Quarantine {
    private static final System.Logger LOG = System.getLogger(StateQuarantine.class.getName());
    private static final String STORE = "state";
    private static final String REPLACED_AT = "replaced-at";

    private final DataDirectory data;
    private final LmdbStateStore store;
    private boolean pending;
    private OptionalLong replacedAt = OptionalLong.empty();

    private StateQuarantine(DataDirectory data, LmdbStateStore store) {
        this.data = data;
        this.store = store;
    }

    static StateQuarantine open(DataDirectory data, LmdbStateStore store) throws IOException, StartException {
        StateQuarantine quarantine = new StateQuarantine(data, store);
        quarantine.pending = isPending(data);
        quarantine.replacedAt = replacedAt(data);
        return quarantine;
    }

    /** With which entry the state ended that took the place of one that was put away; empty when none was, or none has. */
    static OptionalLong replacedAt(DataDirectory data) throws IOException, StartException {
        Path file = data.quarantine().resolve(REPLACED_AT);
        return Files.exists(file) ? OptionalLong.of(index(file)) : OptionalLong.empty();
    }

    /** Whether a state was put away and that of another node has not come yet. */
    static boolean isPending(DataDirectory data) {
        return Files.exists(data.quarantine())
                && !Files.exists(data.quarantine().resolve(REPLACED_AT));
    }

    /**
     * Moves a state that a node cannot begin with out of the way. When it was being replaced already, its copy is kept and the rest of
     * it is of no use.
     *
     * @throws StartException a state was put away and replaced before
     */
    static void putAway(DataDirectory data, String why) throws IOException, StartException {
        requireUnused(data, why);
        if (Files.exists(data.quarantine())) {
            data.dropState();
        } else {
            data.keepInQuarantine(draft -> Files.move(data.state(), draft.resolve(STORE)));
        }
        LOG.log(
                Level.ERROR,
                "this node does not go on with its state: " + why + ". What there is of it is in " + data.quarantine()
                        + "; that of another node is asked for");
    }

    /** @throws StartException a state was put away and replaced before */
    static void requireUnused(DataDirectory data, String why) throws StartException {
        if (Files.exists(data.quarantine().resolve(REPLACED_AT))) {
            throw again(data, why);
        }
    }

    private static StartException again(DataDirectory data, String why) {
        return new StartException(why + "; and that has happened before: the disk is suspect. Keep " + data.quarantine()
                + " for a report, and put a new node in the place of this one with `quorate cluster replace`");
    }

    /** @throws StartException a state was put away before */
    void requireUnused(String why) throws StartException {
        if (replacedAt.isPresent()) {
            throw again(data, why);
        }
    }

    private static long index(Path file) throws IOException, StartException {
        String text = Files.readString(file, US_ASCII).strip();
        if (!text.matches("\\d{1,18}")) {
            throw new StartException(file + " is damaged; delete its directory once its content was looked into");
        }
        return Long.parseLong(text);
    }

    @Override
    public void begin() {
        try {
            data.keepInQuarantine(draft -> store.copyTo(Files.createDirectory(draft.resolve(STORE))));
        } catch (IOException failure) {
            throw new StoreException(
                    "cannot keep the state in " + data.quarantine() + ": " + Reason.of(failure), failure);
        }
        pending = true;
        LOG.log(
                Level.ERROR,
                "the state of this node is damaged, or differs from that of a majority: its disk or memory is suspect."
                        + " A copy is in " + data.quarantine()
                        + "; the state is being replaced by that of another node");
    }

    @Override
    public boolean isPending() {
        return pending;
    }

    @Override
    public void replaced(long index) {
        try {
            data.writeInQuarantine(REPLACED_AT, Long.toString(index).getBytes(US_ASCII));
        } catch (IOException failure) {
            throw new StoreException("cannot write to " + data.quarantine() + ": " + Reason.of(failure), failure);
        }
        pending = false;
        replacedAt = OptionalLong.of(index);
        LOG.log(Level.INFO, "the state was replaced by that of another node, up to entry " + index);
    }

    @Override
    public OptionalLong replacedAt() {
        return replacedAt;
    }
}
