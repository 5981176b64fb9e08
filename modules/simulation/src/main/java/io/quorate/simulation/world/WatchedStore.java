package io.quorate.simulation.world;

import io.quorate.codec.KeyCodec;
import io.quorate.codec.RecordCodec;
import io.quorate.kernel.Address;
import io.quorate.kernel.state.InstanceRow;
import io.quorate.kernel.state.KernelRow;
import io.quorate.kernel.state.Keys;
import io.quorate.kernel.state.LastRestore;
import io.quorate.kernel.state.RestoreKeys;
import io.quorate.kernel.state.SessionRow;
import io.quorate.kernel.state.StateRows;
import io.quorate.log.NodeId;
import io.quorate.recipe.election.Candidate;
import io.quorate.recipe.election.Term;
import io.quorate.recipe.election.api.ElectionContract;
import io.quorate.recipe.lock.Hold;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.simulation.check.Invariant;
import io.quorate.simulation.check.Places;
import io.quorate.storage.AppliedMark;
import io.quorate.storage.RowCursor;
import io.quorate.storage.StateStore;
import io.quorate.storage.StoreSnapshot;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's store, with an eye on what apply writes there. */
final class WatchedStore implements StateStore {
    private static final RecordCodec<Hold> HOLD = RecordCodec.of(Hold.class);
    private static final byte[] ROWS = {Keys.rows(0)[0]};
    private static final String HOLDER_CELL = "holder";
    private static final RecordCodec<Term> TERM = RecordCodec.of(Term.class);
    private static final String TERM_CELL = "term";
    private static final RecordCodec<Candidate> CANDIDATE = RecordCodec.of(Candidate.class);
    private static final KeyCodec<Long> CANDIDACY = KeyCodec.of(Long.class);
    private static final String CANDIDATES_TABLE = "candidates";
    private static final int INSTANCE_ID_END = 1 + Long.BYTES;

    private final StateStore store;
    private final NodeId node;
    private final Invariant watcher;
    private final Sightings sightings;
    private final Runnable beforeFlush;

    WatchedStore(StateStore store, NodeId node, World world, Runnable beforeFlush) {
        this.store = store;
        this.node = node;
        this.watcher = world.history();
        this.sightings = world.sightings();
        this.beforeFlush = beforeFlush;
    }

    @Override
    public void put(byte[] key, byte[] value) {
        store.put(key, value);
        if (Arrays.equals(key, RestoreKeys.lastRestore())) {
            LastRestore last = StateRows.LAST_RESTORE.decode(value);
            watcher.restored(last.restore(), last.namespace().orElse(""));
        } else if (startsWith(key, Keys.sessions()) && SessionRow.decode(value).ending()) {
            watcher.sessionEnding(Keys.sessionOf(key));
        } else if (isHolder(key)) {
            Hold hold = HOLD.decode(value);
            place(LockContract.RECIPE, key)
                    .ifPresent(lock -> watcher.granted(lock, hold.token(), hold.session(), hold.label()));
        } else if (isCell(key, TERM_CELL)) {
            Term term = TERM.decode(value);
            place(ElectionContract.RECIPE, key)
                    .ifPresent(election -> watcher.elected(
                            election,
                            term.token(),
                            term.session(),
                            candidate(key, term).name()));
        }
    }

    private Candidate candidate(byte[] termKey, Term term) {
        byte[] row = store.get(Keys.row(instanceId(termKey), CANDIDATES_TABLE, CANDIDACY.encode(term.candidacy())));
        return CANDIDATE.decode(Objects.requireNonNull(row, "a term without its candidate"));
    }

    @Override
    public void delete(byte[] key) {
        byte[] before = isHolder(key) ? store.get(key) : null;
        Optional<String> lock = before == null ? Optional.empty() : place(LockContract.RECIPE, key);
        store.delete(key);
        if (before != null) {
            Hold hold = HOLD.decode(before);
            lock.ifPresent(name -> watcher.freed(name, hold.token()));
        }
    }

    private static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static boolean isHolder(byte[] key) {
        return isCell(key, HOLDER_CELL);
    }

    private static boolean isCell(byte[] key, String name) {
        return startsWith(key, ROWS)
                && key.length == INSTANCE_ID_END + name.length() + 1
                && Arrays.equals(key, Keys.row(instanceId(key), name, new byte[0]));
    }

    private static long instanceId(byte[] key) {
        return new io.quorate.codec.ByteSource(key, 1, Long.BYTES).i64();
    }

    private Optional<String> place(String recipe, byte[] key) {
        byte[] prefix = Keys.instances(recipe);
        try (RowCursor rows = store.scan(prefix, null)) {
            while (rows.next() && startsWith(rows.key(), prefix)) {
                if (InstanceRow.decode(rows.value()).id() == instanceId(key)) {
                    Address address = Keys.addressOfInstance(rows.key());
                    return Optional.of(Places.name(address.namespace(), address.instance()));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void commit(AppliedMark mark) {
        store.commit(mark);
        byte[] row = store.get(Keys.kernel());
        watcher.applied(node, mark.index(), row == null ? KernelRow.INITIAL : KernelRow.decode(row));
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(key);
    }

    @Override
    public RowCursor scan(byte[] from, byte @Nullable [] to) {
        return store.scan(from, to);
    }

    @Override
    public AppliedMark applied() {
        return store.applied();
    }

    @Override
    public AppliedMark durable() {
        return store.durable();
    }

    @Override
    public void flush() {
        beforeFlush.run();
        store.flush();
    }

    @Override
    public int fullPercent() {
        return store.fullPercent();
    }

    @Override
    public void replace(RowCursor rows, AppliedMark mark) {
        store.replace(rows, mark);
        sightings.snapshotInstalled();
        byte[] row = store.get(Keys.kernel());
        watcher.applied(node, mark.index(), row == null ? KernelRow.INITIAL : KernelRow.decode(row));
    }

    @Override
    public StoreSnapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public void close() {
        beforeFlush.run();
        store.close();
    }
}
