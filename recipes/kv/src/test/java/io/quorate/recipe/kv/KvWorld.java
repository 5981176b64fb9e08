package io.quorate.recipe.kv;

import io.quorate.recipe.Recipe;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Children;
import io.quorate.recipe.kv.api.KvContract.Configure;
import io.quorate.recipe.kv.api.KvContract.Configured;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Name;
import io.quorate.recipe.kv.api.KvContract.Names;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.KvDescription;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Result;
import io.quorate.recipe.kv.api.Value;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One store, and two clients. */
final class KvWorld implements AutoCloseable {
    static final String STORE = "main";

    final RecipeWorld world;
    final TestClient a;
    final TestClient b;

    KvWorld(Recipe... recipes) {
        world = RecipeWorld.of(recipes.length == 0 ? new Recipe[] {new KvRecipe()} : recipes);
        a = world.client("a");
        b = world.client("b");
    }

    static Operation.Put text(String key, String text) {
        return new Operation.Put(key, new Value.Text(text));
    }

    static Operation.Put ifVersion(Operation.Put put, long version) {
        return new Operation.Put(
                put.key(), put.value(), OptionalLong.of(version), put.ttlMillis(), put.bound(), put.sequential());
    }

    static Operation.Put living(Operation.Put put, long millis) {
        return new Operation.Put(
                put.key(), put.value(), put.ifVersion(), OptionalLong.of(millis), put.bound(), put.sequential());
    }

    static Operation.Put bound(Operation.Put put) {
        return new Operation.Put(put.key(), put.value(), put.ifVersion(), put.ttlMillis(), true, put.sequential());
    }

    static Operation.Put sequential(String beginning, String text) {
        return new Operation.Put(
                beginning, new Value.Text(text), OptionalLong.empty(), OptionalLong.empty(), false, true);
    }

    Reply<Result.Stored> put(TestClient client, Operation.Put put) {
        return client.call(STORE, KvContract.PUT, put, Result.Stored.class);
    }

    Result.Stored put(String key, String text) {
        return put(a, text(key, text)).reply();
    }

    Reply<Result.Deleted> delete(String key) {
        return a.call(STORE, KvContract.DELETE, new Operation.Delete(key), Result.Deleted.class);
    }

    Reply<Result.Deleted> deleteTree(String key) {
        Operation.Delete delete = new Operation.Delete(key, true, OptionalLong.empty());
        return a.call(STORE, KvContract.DELETE, delete, Result.Deleted.class);
    }

    Reply<Result.Sum> add(TestClient client, String key, long amount) {
        return client.call(STORE, KvContract.ADD, new Operation.Add(key, amount), Result.Sum.class);
    }

    Reply<Result.Stored> append(String key, Value value) {
        return a.call(STORE, KvContract.APPEND, new Operation.Append(key, value), Result.Stored.class);
    }

    Reply<Result.Stored> merge(String key, String patch) {
        return a.call(STORE, KvContract.MERGE, new Operation.Merge(key, patch), Result.Stored.class);
    }

    Reply<Result.Stored> touch(String key, OptionalLong ttlMillis) {
        return a.call(STORE, KvContract.TOUCH, new Operation.Touch(key, ttlMillis), Result.Stored.class);
    }

    Reply<Transacted> transact(List<Condition> when, List<Operation> then, List<Operation> otherwise) {
        return a.call(STORE, KvContract.TRANSACT, new Transact(when, then, otherwise), Transacted.class);
    }

    Reply<Transacted> transact(Operation... then) {
        return transact(List.of(), List.of(then), List.of());
    }

    Reply<Configured> configure(long historyChanges, long historyBytes) {
        Configure configure = new Configure(OptionalLong.of(historyChanges), OptionalLong.of(historyBytes));
        return a.call(STORE, KvContract.CONFIGURE, configure, Configured.class);
    }

    Optional<Entry> entry(String key) {
        return world.query(STORE, KvContract.GET, new Get(key, OptionalLong.empty()), Got.class)
                .entry();
    }

    /** What a key holds; {@code none} when there is no such key. */
    String shown(String key) {
        return shown(entry(key));
    }

    String shownAt(String key, long revision) {
        return shown(world.query(STORE, KvContract.GET, new Get(key, OptionalLong.of(revision)), Got.class)
                .entry());
    }

    private static String shown(Optional<Entry> entry) {
        return entry.map(present -> shown(present.value())).orElse("none");
    }

    static String shown(Value value) {
        if (value instanceof Value.Text text) {
            return text.text();
        } else if (value instanceof Value.Json json) {
            return json.json();
        } else if (value instanceof Value.Bytes bytes) {
            return new String(bytes.bytes(), StandardCharsets.UTF_8);
        }
        return Long.toString(((Value.Int64) value).number());
    }

    Page range(String prefix, Optional<String> after, int limit, OptionalLong at) {
        return world.query(STORE, KvContract.RANGE, new Range(prefix, after, limit, at), Page.class);
    }

    /** Keys with this prefix, read in pages of this size. */
    List<String> keys(String prefix, int limit, OptionalLong at) {
        List<String> keys = new ArrayList<>();
        Page page = range(prefix, Optional.empty(), limit, at);
        page.entries().forEach(entry -> keys.add(entry.key()));
        while (page.next().isPresent()) {
            page = range(prefix, page.next(), limit, at);
            page.entries().forEach(entry -> keys.add(entry.key()));
        }
        return keys;
    }

    List<String> keys(String prefix) {
        return keys(prefix, 100, OptionalLong.empty());
    }

    /** Names below a key, read in pages of this size; with {@code =} for a key and {@code /} for what has children. */
    List<String> children(String key, int limit) {
        List<String> names = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Names page = world.query(STORE, KvContract.CHILDREN, new Children(key, after, limit), Names.class);
            for (Name name : page.names()) {
                names.add(name.name() + (name.isKey() ? "=" : "") + (name.hasChildren() ? "/" : ""));
            }
            after = page.next();
        } while (after.isPresent());
        return names;
    }

    /** Changes as {@code key=value} or {@code key:CAUSE}, read in pages of this size. */
    List<String> history(String prefix, long after, OptionalLong store, int limit) {
        List<String> told = new ArrayList<>();
        Past page = past(prefix, after, store, limit);
        told.addAll(told(page.changes()));
        while (page.more()) {
            page = past(prefix, page.next(), OptionalLong.of(page.store()), limit);
            told.addAll(told(page.changes()));
        }
        return told;
    }

    Past past(String prefix, long after, OptionalLong store, int limit) {
        return world.query(STORE, KvContract.HISTORY, new KvContract.History(prefix, after, store, limit), Past.class);
    }

    List<Changed> events() {
        return world.events(STORE, Changed.class);
    }

    static List<String> told(List<Change> changes) {
        return changes.stream()
                .map(change -> change.key()
                        + change.entry()
                                .map(entry -> "=" + shown(entry.value()))
                                .orElse(":" + change.cause()))
                .toList();
    }

    KvDescription describe() {
        return world.describe(STORE, KvDescription.class);
    }

    @Override
    public void close() {
        world.close();
    }
}
