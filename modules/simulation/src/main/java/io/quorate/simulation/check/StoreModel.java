package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.Field;
import io.quorate.recipe.kv.api.Keys;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What commands make of a store whose values are numbers. It knows no revisions, and of a session only that there is one. */
final class StoreModel {
    private static final Optional<SessionId> SOME_SESSION = Optional.of(new SessionId(1));

    /**
     * A key.
     *
     * @param binder number of the call that bound it to a session; 0 for one that stays
     */
    record Held(long number, long version, long binder) {}

    private final TreeMap<String, Held> keys;

    private StoreModel(SortedMap<String, Held> keys) {
        this.keys = new TreeMap<>(keys);
    }

    /** What is left once a call was answered like this; empty when that does not follow from what was before. */
    static Optional<SortedMap<String, Held>> explained(
            Record request, long call, Record told, SortedMap<String, Held> before) {
        StoreModel model = new StoreModel(before);
        return model.run(request, call).filter(plain(told)::equals).map(any -> model.keys);
    }

    /** What a call makes of a store; empty when it is refused. */
    static Optional<SortedMap<String, Held>> after(Record request, long call, SortedMap<String, Held> before) {
        StoreModel model = new StoreModel(before);
        return model.run(request, call).map(any -> model.keys);
    }

    /** What is left when keys that these calls bound have gone; empty when there are none. */
    static Optional<SortedMap<String, Held>> without(Set<Long> binders, SortedMap<String, Held> before) {
        TreeMap<String, Held> left = new TreeMap<>(before);
        left.values().removeIf(held -> binders.contains(held.binder()));
        return left.size() < before.size() ? Optional.of(left) : Optional.empty();
    }

    /** Of a value in these histories. */
    static long number(Value value) {
        return ((Value.Int64) value).number();
    }

    private Optional<Record> run(Record request, long call) {
        if (request instanceof Get get) {
            return Optional.of(new Got(entry(get.key()), 0));
        } else if (request instanceof Range) {
            List<Entry> all =
                    keys.keySet().stream().map(key -> entry(key).orElseThrow()).toList();
            return Optional.of(new Page(all, Optional.empty(), 0, 0));
        } else if (request instanceof Transact transact) {
            return transact(transact, call);
        }
        return one((Operation) request, call).map(Record.class::cast);
    }

    private Optional<Record> transact(Transact transact, long call) {
        boolean held = transact.when().stream().allMatch(this::holds);
        List<Result> results = new ArrayList<>();
        for (Operation operation : held ? transact.then() : transact.otherwise()) {
            Optional<Result> result = one(operation, call);
            if (result.isEmpty()) {
                return Optional.empty();
            }
            results.add(result.get());
        }
        return Optional.of(new Transacted(held, results, 0));
    }

    private boolean holds(Condition condition) {
        if (condition instanceof Condition.Compare compare && compare.field() == Field.VERSION) {
            return compare.relation().holds(version(compare.key()), compare.number());
        } else if (condition instanceof Condition.Compare compare && compare.field() == Field.NUMBER) {
            Held held = keys.get(compare.key());
            return held != null && compare.relation().holds(held.number(), compare.number());
        } else if (condition instanceof Condition.Count count) {
            long with = keys.keySet().stream()
                    .filter(key -> key.startsWith(count.prefix()))
                    .count();
            return count.relation().holds(with, count.number());
        }
        throw new IllegalArgumentException("the model has no " + condition);
    }

    private Optional<Result> one(Operation operation, long call) {
        if (operation instanceof Operation.Read read) {
            return Optional.of(new Result.Found(entry(read.key())));
        } else if (operation instanceof Operation.Put put) {
            return isAt(put.key(), put.ifVersion())
                    ? Optional.of(set(put.key(), number(put.value()), put.bound() ? call : 0))
                    : Optional.empty();
        } else if (operation instanceof Operation.Add add) {
            Held before = keys.getOrDefault(add.key(), new Held(0, 0, 0));
            long sum = before.number() + add.amount();
            return Optional.of(
                    new Result.Sum(sum, set(add.key(), sum, before.binder()).version()));
        } else if (operation instanceof Operation.Delete delete) {
            return isAt(delete.key(), delete.ifVersion()) ? Optional.of(delete(delete)) : Optional.empty();
        }
        throw new IllegalArgumentException("the model has no " + operation);
    }

    private boolean isAt(String key, OptionalLong version) {
        return version.isEmpty() || version.getAsLong() == version(key);
    }

    private long version(String key) {
        Held held = keys.get(key);
        return held == null ? 0 : held.version();
    }

    private Result.Stored set(String key, long number, long binder) {
        Held after = new Held(number, version(key) + 1, binder);
        keys.put(key, after);
        return new Result.Stored(Optional.empty(), after.version(), 0);
    }

    private Result.Deleted delete(Operation.Delete delete) {
        int before = keys.size();
        keys.keySet().removeIf(key -> key.equals(delete.key()) || (delete.recursive() && Keys.isIn(key, delete.key())));
        return new Result.Deleted(before - keys.size());
    }

    private Optional<Entry> entry(String key) {
        Held held = keys.get(key);
        return held == null
                ? Optional.empty()
                : Optional.of(new Entry(
                        key,
                        new Value.Int64(held.number()),
                        0,
                        0,
                        held.version(),
                        OptionalLong.empty(),
                        held.binder() == 0 ? Optional.empty() : SOME_SESSION));
    }

    /** An answer as the model gives it. */
    private static Record plain(Record told) {
        if (told instanceof Got got) {
            return new Got(got.entry().map(StoreModel::plain), 0);
        } else if (told instanceof Page page) {
            return new Page(page.entries().stream().map(StoreModel::plain).toList(), page.next(), 0, 0);
        } else if (told instanceof Transacted transacted) {
            List<Result> results =
                    transacted.results().stream().map(StoreModel::plain).toList();
            return new Transacted(transacted.held(), results, 0);
        }
        return told instanceof Result result ? (Record) plain(result) : told;
    }

    private static Result plain(Result told) {
        if (told instanceof Result.Stored stored) {
            return new Result.Stored(stored.key(), stored.version(), 0);
        }
        return told instanceof Result.Found found
                ? new Result.Found(found.entry().map(StoreModel::plain))
                : told;
    }

    private static Entry plain(Entry told) {
        return new Entry(
                told.key(),
                told.value(),
                0,
                0,
                told.version(),
                told.leftMillis(),
                told.session().flatMap(any -> SOME_SESSION));
    }
}
