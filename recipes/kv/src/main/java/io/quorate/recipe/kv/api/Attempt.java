package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Transact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run of the function of {@link KvStore#transact}: reads come from the store as it was at one revision, with what the run itself
 * wrote, and writes wait for its end. For the thread of the function alone; not to be used after it has returned.
 */
public final class Attempt {
    private final Calls calls;
    private final Map<String, Optional<Entry>> read = new LinkedHashMap<>();
    private final Map<String, Operation> written = new LinkedHashMap<>();
    private OptionalLong at = OptionalLong.empty();
    private long committedAt;

    Attempt(Calls calls) {
        this.calls = calls;
    }

    /** Empty when there is no such key. Blocks when the key is read for the first time. */
    public Optional<Value> get(String key) {
        Operation operation = written.get(key);
        if (operation != null) {
            return operation instanceof Operation.Put put ? Optional.of(put.value()) : Optional.empty();
        }
        Optional<Entry> before = read.get(key);
        return (before == null ? look(key) : before).map(Entry::value);
    }

    /** {@link #get} for who knows that it is text. */
    public Optional<String> text(String key) {
        return get(key).map(Values::textOf);
    }

    /** {@link #get} for who knows that it is a number; 0 when there is no such key. */
    public long number(String key) {
        return get(key).map(Values::numberOf).orElse(0L);
    }

    private Optional<Entry> look(String key) {
        requireRoom(read.size(), "read");
        Got got = Await.result(calls.query(KvContract.GET, new Get(key, at), Got.class));
        at = OptionalLong.of(got.revision());
        read.put(key, got.entry());
        return got.entry();
    }

    public void put(String key, String text) {
        put(key, Values.text(text));
    }

    public void put(String key, long number) {
        put(key, Values.number(number));
    }

    public void put(String key, Value value) {
        put(key, value, PutOptions.NONE);
    }

    /**
     * Sets a key at the end of the run.
     *
     * @param options neither {@link PutOptions#sequential} nor {@link PutOptions#ifVersion}, which {@link #get} stands for
     */
    public void put(String key, Value value, PutOptions options) {
        if (options.isSequential() || options.ifVersion().isPresent()) {
            throw new IllegalArgumentException(
                    "a put of a transaction has no version and no number: read the key before");
        }
        write(key, options.put(key, value));
    }

    public void delete(String key) {
        write(key, new Operation.Delete(key));
    }

    private void write(String key, Operation operation) {
        if (!written.containsKey(key)) {
            requireRoom(written.size(), "written");
        }
        written.put(key, operation);
    }

    private static void requireRoom(int keys, String what) {
        if (keys == KvContract.MAX_OPERATIONS) {
            throw new IllegalStateException("a transaction has at most " + KvContract.MAX_OPERATIONS + " keys " + what);
        }
    }

    /** What it read it read at one revision, so only writing needs a step of the log. */
    boolean isReadOnly() {
        return written.isEmpty();
    }

    /** False when something that was read has changed, and nothing is done. */
    boolean commit() {
        List<Condition> unchanged = new ArrayList<>();
        read.forEach((key, entry) -> unchanged.add(new Condition.Compare(
                key, Field.MODIFIED, Relation.EQUAL, entry.map(Entry::modified).orElse(0L))));
        Transaction transaction =
                new Transaction(calls, new Transact(unchanged, List.copyOf(written.values()), List.of()));
        Committed committed = transaction.commit();
        committedAt = committed.revision();
        return committed.held();
    }

    /** Revision of the step that tried to commit it; 0 before. */
    long committedAt() {
        return committedAt;
    }
}
