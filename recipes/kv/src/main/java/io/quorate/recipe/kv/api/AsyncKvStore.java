package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Configured;
import io.quorate.recipe.kv.api.KvContract.Describe;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Names;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Range;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The methods of {@link KvStore} without blocking. Futures end at the client's own deadline at the latest, with a {@link QuorateException}
 * on failure, and are completed on the callback executor; cancelling one gives the call up.
 */
public final class AsyncKvStore {
    private final Calls calls;

    AsyncKvStore(Calls calls) {
        this.calls = calls;
    }

    public String name() {
        return calls.name();
    }

    /** {@link KvStore#get(String)}. */
    public CompletableFuture<Optional<Entry>> get(String key) {
        return get(key, OptionalLong.empty());
    }

    /** {@link KvStore#get(String, long)}. */
    public CompletableFuture<Optional<Entry>> get(String key, long revision) {
        return get(key, OptionalLong.of(revision));
    }

    private CompletableFuture<Optional<Entry>> get(String key, OptionalLong at) {
        return Calls.map(calls.query(KvContract.GET, new Get(key, at), Got.class), Got::entry);
    }

    /** {@link KvStore#put(String, Value)}. */
    public CompletableFuture<Result.Stored> put(String key, Value value) {
        return put(key, value, PutOptions.NONE);
    }

    /** {@link KvStore#put(String, Value, PutOptions)}. */
    public CompletableFuture<Result.Stored> put(String key, Value value, PutOptions options) {
        return calls.call(KvContract.PUT, options.put(key, value), Result.Stored.class);
    }

    /** {@link KvStore#delete(String)}. */
    public CompletableFuture<Boolean> delete(String key) {
        return Calls.map(delete(new Operation.Delete(key)), deleted -> deleted.keys() > 0);
    }

    /** {@link KvStore#delete(String, long)}. */
    public CompletableFuture<Result.Deleted> delete(String key, long version) {
        return delete(new Operation.Delete(key, false, OptionalLong.of(version)));
    }

    /** {@link KvStore#deleteTree}. */
    public CompletableFuture<Integer> deleteTree(String key) {
        return Calls.map(delete(new Operation.Delete(key, true, OptionalLong.empty())), Result.Deleted::keys);
    }

    private CompletableFuture<Result.Deleted> delete(Operation.Delete request) {
        return calls.call(KvContract.DELETE, request, Result.Deleted.class);
    }

    /** {@link KvStore#add}. */
    public CompletableFuture<Long> add(String key, long amount) {
        return Calls.map(
                calls.call(KvContract.ADD, new Operation.Add(key, amount), Result.Sum.class), Result.Sum::number);
    }

    /** {@link KvStore#append}. */
    public CompletableFuture<Result.Stored> append(String key, Value value) {
        return calls.call(KvContract.APPEND, new Operation.Append(key, value), Result.Stored.class);
    }

    /** {@link KvStore#merge}. */
    public CompletableFuture<Result.Stored> merge(String key, String patch) {
        return calls.call(KvContract.MERGE, new Operation.Merge(key, patch), Result.Stored.class);
    }

    /** {@link KvStore#touch}. */
    public CompletableFuture<Result.Stored> touch(String key, Duration ttl) {
        return touch(key, OptionalLong.of(PutOptions.millis(ttl)));
    }

    /** {@link KvStore#keep}. */
    public CompletableFuture<Result.Stored> keep(String key) {
        return touch(key, OptionalLong.empty());
    }

    private CompletableFuture<Result.Stored> touch(String key, OptionalLong ttlMillis) {
        return calls.call(KvContract.TOUCH, new Operation.Touch(key, ttlMillis), Result.Stored.class);
    }

    /** {@link KvStore#page}. */
    public CompletableFuture<Page> page(Range request) {
        return calls.query(KvContract.RANGE, request, Page.class);
    }

    /** {@link KvStore#list}; each page has the deadline for itself. */
    public CompletableFuture<Listing> list(String prefix) {
        Keys.requirePrefix(prefix);
        return Lists.list(calls, prefix);
    }

    /** One page of {@link KvStore#children}. */
    public CompletableFuture<Names> children(KvContract.Children request) {
        return calls.query(KvContract.CHILDREN, request, Names.class);
    }

    /** {@link KvStore#history}. */
    public CompletableFuture<Past> history(KvContract.History request) {
        return calls.query(KvContract.HISTORY, request, Past.class);
    }

    /** {@link KvStore#configure}. */
    public CompletableFuture<Configured> configure(KvContract.Configure request) {
        return calls.call(KvContract.CONFIGURE, request, Configured.class);
    }

    /** {@link KvStore#describe}. */
    public CompletableFuture<KvDescription> describe() {
        return calls.query(KvContract.DESCRIBE, new Describe(), KvDescription.class);
    }

    /** {@link KvStore#watch(String, Consumer)}; cancelling the future ends the watch. */
    public CompletableFuture<Registration> watch(String prefix, Consumer<WatchMessage> listener) {
        Keys.requirePrefix(prefix);
        return Watch.fromNow(calls, prefix, listener);
    }

    /** {@link KvStore#watch(String, long, Consumer)}. */
    public Registration watch(String prefix, long after, Consumer<WatchMessage> listener) {
        Keys.requirePrefix(prefix);
        return Watch.after(calls, prefix, after, listener);
    }

    /** {@link KvStore#cache(String, CacheLimits)}; cancelling the future closes the cache. Loading has no deadline but the client's end. */
    public CompletableFuture<NearCache> cache(String prefix, CacheLimits limits) {
        Keys.requirePrefix(prefix);
        return NearCache.load(calls, prefix, limits);
    }
}
