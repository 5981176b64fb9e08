package io.quorate.simulation.work;

import io.quorate.client.core.EventSink;
import io.quorate.codec.RecordCodec;
import io.quorate.protocol.EventCursor;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Field;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Relation;
import io.quorate.recipe.kv.api.Value;
import io.quorate.simulation.Chance;
import io.quorate.simulation.check.StoreListener;
import io.quorate.simulation.check.StoreNumbers;
import io.quorate.simulation.world.SimClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one program uses stores, and listens to them. What commands put and add, {@link StoreNumbers} says. Keys are bound to sessions by
 * transactions that read them, so that the replies tell the session.
 */
final class KvWork {
    private static final RecordCodec<Changed> CHANGED = RecordCodec.of(Changed.class);
    private static final int MAX_OPEN = 3;
    private static final String TREE = "/a";
    private static final List<String> KEYS = List.of(TREE, "/a/b", "/a/c", "/d");

    private final Task task;
    private final SimClient client;
    private final Chance chance;
    private final Map<String, Long> versionsSeen = new HashMap<>();
    private final OpenCalls calls;
    private boolean listening;

    KvWork(Task task, SimClient client, Chance chance) {
        this.task = task;
        this.client = client;
        this.chance = chance;
        this.calls = new OpenCalls(client, chance, MAX_OPEN);
    }

    boolean isIdle() {
        return calls.areNone();
    }

    void begin() {
        if (!listening) {
            task.stores().forEach(this::listen);
            listening = true;
        }
        if (!calls.begins()) {
            return;
        }
        String store = chance.pick(task.stores());
        String key = chance.pick(KEYS);
        switch (chance.below(12)) {
            case 0, 1 -> calls.command(KvVerbs.PUT, store, id -> put(key, id));
            case 2 -> putIfVersion(store, key);
            case 3 -> delete(store, key);
            case 4, 5 -> calls.command(KvVerbs.ADD, store, id -> new Operation.Add(key, StoreNumbers.added(id)));
            case 6, 7 -> bind(store, key);
            case 8, 9 ->
                transact(
                        store,
                        key,
                        chance.pick(KEYS.stream()
                                .filter(other -> !other.equals(key))
                                .toList()));
            default -> look(store, key);
        }
    }

    private static Operation.Put put(String key, long id) {
        return new Operation.Put(key, new Value.Int64(StoreNumbers.put(id)));
    }

    private long versionSeen(String key) {
        return versionsSeen.getOrDefault(key, 0L);
    }

    private void putIfVersion(String store, String key) {
        OptionalLong version = OptionalLong.of(versionSeen(key));
        calls.command(
                KvVerbs.PUT,
                store,
                id -> new Operation.Put(
                        key, new Value.Int64(StoreNumbers.put(id)), version, OptionalLong.empty(), false, false));
    }

    private void delete(String store, String key) {
        boolean recursive = chance.oneIn(2);
        OptionalLong version = chance.oneIn(3) ? OptionalLong.of(versionSeen(key)) : OptionalLong.empty();
        String from = recursive && chance.oneIn(3) ? "/" : key;
        calls.command(
                KvVerbs.DELETE,
                store,
                id -> new Operation.Delete(from, recursive, from.equals(key) ? version : OptionalLong.empty()));
    }

    private void bind(String store, String key) {
        calls.command(
                KvVerbs.TRANSACT,
                store,
                id -> new Transact(
                        List.of(),
                        List.of(
                                new Operation.Put(
                                        key,
                                        new Value.Int64(StoreNumbers.put(id)),
                                        OptionalLong.empty(),
                                        OptionalLong.empty(),
                                        true,
                                        false),
                                new Operation.Read(key)),
                        List.of()));
    }

    private void transact(String store, String key, String other) {
        Condition condition = condition(key);
        boolean deletes = chance.oneIn(2);
        calls.command(
                KvVerbs.TRANSACT,
                store,
                id -> new Transact(
                        List.of(condition),
                        List.of(
                                put(key, id),
                                deletes ? new Operation.Delete(other) : put(other, id),
                                new Operation.Read(key)),
                        List.of(new Operation.Add(other, StoreNumbers.added(id)), new Operation.Read(key))));
    }

    private Condition condition(String key) {
        return switch (chance.below(3)) {
            case 0 -> new Condition.Compare(key, Field.VERSION, Relation.EQUAL, versionSeen(key));
            case 1 -> new Condition.Compare(key, Field.NUMBER, Relation.GREATER, StoreNumbers.put(chance.below(1_000)));
            default -> new Condition.Count(TREE, Relation.LESS, 1 + chance.below(3));
        };
    }

    private void look(String store, String key) {
        calls.read(
                KvVerbs.GET,
                store,
                new Get(key, OptionalLong.empty()),
                (Got got) ->
                        versionsSeen.put(key, got.entry().map(Entry::version).orElse(0L)));
    }

    private void listen(String store) {
        StoreListener listener = new StoreListener(client, store);
        client.subscribe(
                KvContract.RECIPE, KvContract.VERSION, store, Changed.class.getSimpleName(), new Ear(task, listener));
        task.world().history().listening(listener);
    }

    private record Ear(Task task, StoreListener listener) implements EventSink {
        @Override
        public void event(EventCursor at, byte[] body) {
            told(new StoreListener.Told(at.revision(), Optional.of(CHANGED.decode(body))));
        }

        @Override
        public void reset(EventCursor at) {
            told(new StoreListener.Told(at.revision(), Optional.empty()));
        }

        private void told(StoreListener.Told told) {
            task.world().trace().add(listener.toString(), told.toString());
            listener.told(told);
        }

        @Override
        public void refused(String code, String message) {}
    }
}
