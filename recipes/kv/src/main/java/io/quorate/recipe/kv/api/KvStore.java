package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Configured;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvContract.Transact;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A store of keys and values. {@link Keys} says what a key looks like, {@link KvContract} what the limits are. Reads are linearizable.
 *
 * <p>Thread-safe. Failures are {@link QuorateException}s; what can be refused before anything is sent, such as a malformed key, is an
 * {@link IllegalArgumentException}. Methods that block must not be called on the client's callback executor; an interrupt gives their
 * call up ({@code CANCELLED}) and leaves the thread interrupted. {@link #async} has those that do not block.
 */
public final class KvStore {
    /** Most keys of a {@link Listing}. */
    public static final int MAX_LISTED_ENTRIES = 100_000;

    /** Most bytes of a {@link Listing}, about, with what is around each entry. */
    public static final long MAX_LISTED_BYTES = 256L * 1024 * 1024;

    private final Calls calls;
    private final AsyncKvStore async;

    KvStore(Calls calls) {
        this.calls = calls;
        this.async = new AsyncKvStore(calls);
    }

    public String name() {
        return async.name();
    }

    /** The same store for who does not wait. */
    public AsyncKvStore async() {
        return async;
    }

    /** Empty when there is no such key. */
    public Optional<Entry> get(String key) {
        return Await.result(async.get(key));
    }

    /**
     * The key as it was at a revision.
     *
     * @throws QuorateException {@link KvContract#HISTORY_GONE} when the store has forgotten that
     */
    public Optional<Entry> get(String key, long revision) {
        return Await.result(async.get(key, revision));
    }

    public Result.Stored put(String key, String text) {
        return put(key, Values.text(text));
    }

    public Result.Stored put(String key, long number) {
        return put(key, Values.number(number));
    }

    /** The bytes must not be changed any more. */
    public Result.Stored put(String key, byte[] bytes) {
        return put(key, Values.bytes(bytes));
    }

    public Result.Stored put(String key, Value value) {
        return put(key, value, PutOptions.NONE);
    }

    /**
     * Sets a key.
     *
     * @throws QuorateException {@link KvContract#VERSION_MISMATCH} when it has another version than the options ask for
     */
    public Result.Stored put(String key, Value value, PutOptions options) {
        return Await.result(async.put(key, value, options));
    }

    /** False when there was no such key. */
    public boolean delete(String key) {
        return Await.result(async.delete(key));
    }

    /**
     * Deletes a key that has this version.
     *
     * @throws QuorateException {@link KvContract#VERSION_MISMATCH} when it has another one, or is not there
     */
    public void delete(String key, long version) {
        Await.result(async.delete(key, version));
    }

    /**
     * Deletes a key and all below it in one step, {@code /} for all of the store, and returns how many went.
     *
     * @throws QuorateException {@code INVALID_REQUEST} when they are more than {@link KvContract#MAX_CHANGES}
     */
    public int deleteTree(String key) {
        return Await.result(async.deleteTree(key));
    }

    /**
     * Adds to a number, from 0 when there is no such key, and returns the sum.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it is no number, {@link KvContract#OUT_OF_BOUNDS} when the sum would
     *     not fit
     */
    public long add(String key, long amount) {
        return Await.result(async.add(key, amount));
    }

    /**
     * Adds text to text, or bytes to bytes, from nothing when there is no such key.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it holds something else
     */
    public Result.Stored append(String key, Value value) {
        return Await.result(async.append(key, value));
    }

    /**
     * Changes parts of a JSON value as a merge patch says (RFC 7396), from nothing when there is no such key.
     *
     * @throws QuorateException {@link KvContract#WRONG_TYPE} when it holds something else
     */
    public Result.Stored merge(String key, String patch) {
        return Await.result(async.merge(key, patch));
    }

    /**
     * Lets a key live so long from now on, which is no change that anybody is told of.
     *
     * @throws QuorateException {@code NOT_FOUND} when there is no such key
     */
    public Result.Stored touch(String key, Duration ttl) {
        return Await.result(async.touch(key, ttl));
    }

    /**
     * Lets a key stay that had a time to live.
     *
     * @throws QuorateException {@code NOT_FOUND} when there is no such key
     */
    public Result.Stored keep(String key) {
        return Await.result(async.keep(key));
    }

    /** One page of keys. */
    public Page page(Range request) {
        return Await.result(async.page(request));
    }

    /**
     * Keys with a prefix in their order, however many; a page is waited for when the one before is used up, and each shows the keys as they
     * are when it is read.
     */
    public Iterable<Entry> entries(String prefix) {
        return entries(prefix, OptionalLong.empty());
    }

    /** Like {@link #entries(String)}, but all pages show the keys as they were at one revision; {@link KvContract#HISTORY_GONE} when it is forgotten. */
    public Iterable<Entry> entries(String prefix, long revision) {
        return entries(prefix, OptionalLong.of(revision));
    }

    private Iterable<Entry> entries(String prefix, OptionalLong at) {
        Keys.requirePrefix(prefix);
        return new Paged<>(after -> Calls.map(
                async.page(new Range(prefix, after, KvContract.MAX_PAGE, at)),
                page -> new Paged.Page<>(page.entries(), page.next())));
    }

    /**
     * All keys with a prefix, as they were at one revision. When the store forgets meanwhile what it was then, it is read anew, a few times.
     *
     * @throws QuorateException {@code INVALID_REQUEST} when they are more than {@link #MAX_LISTED_ENTRIES} or {@link #MAX_LISTED_BYTES};
     *     {@link KvContract#HISTORY_GONE} when the store forgets too fast
     */
    public Listing list(String prefix) {
        return Await.result(async.list(prefix));
    }

    /** Names directly below a key in their order, however many; a page is waited for when the one before is used up. */
    public Iterable<KvContract.Name> children(String key) {
        Keys.requirePrefix(key);
        return new Paged<>(after -> Calls.map(
                async.children(new KvContract.Children(key, after, KvContract.MAX_PAGE)),
                names -> new Paged.Page<>(names.names(), names.next())));
    }

    /**
     * One page of what changed.
     *
     * @throws QuorateException {@link KvContract#HISTORY_GONE} when the store has forgotten that
     */
    public Past history(KvContract.History request) {
        return Await.result(async.history(request));
    }

    /** Sets how much of its past the store remembers. */
    public Configured configure(KvContract.Configure request) {
        return Await.result(async.configure(request));
    }

    public KvDescription describe() {
        return Await.result(async.describe());
    }

    /** Begins to write a transaction down; nothing is sent. */
    public Transaction transaction() {
        return new Transaction(calls, new Transact(List.of(), List.of(), List.of()));
    }

    /** {@link #transact(Duration, Function)} with the client's own deadline. */
    public <T> T transact(Function<Attempt, T> work) {
        return transact(calls.client().defaultDeadline(), work);
    }

    /**
     * Runs the function on this thread, and then does all that it asked for in one step, if nothing that it read has changed; else it
     * is run again. All that it reads is of one revision, and each key that it read, there or not, is unchanged when its writes are
     * done: the outcome is as if it had run alone.
     *
     * @param work may run more than once, and must do nothing else that counts
     * @throws QuorateException {@code CONFLICT} when others were first until the deadline passed; what it asked for is not done
     */
    public <T> T transact(Duration deadline, Function<Attempt, T> work) {
        return new Attempts(calls, deadline).run(work);
    }

    /**
     * Tells each change of keys with a prefix from now on, in order, once, with its value, also over reconnects. A listener that is slow keeps
     * nobody else waiting: what it has no room for is read from the store's history when it comes to it. When the store
     * has forgotten that, it is told so by a {@link WatchMessage.Reset}. The listener runs on the callback executor, one call at a time.
     * Changes that are made after this method has returned are told. Blocks until the watch has begun.
     */
    public Registration watch(String prefix, Consumer<WatchMessage> listener) {
        return Await.result(async.watch(prefix, listener));
    }

    /**
     * Like {@link #watch(String, Consumer)}, but from a revision of the past on: what changed after it is told first. Does not block.
     *
     * @param after a revision, such as that of a {@link Listing}
     */
    public Registration watch(String prefix, long after, Consumer<WatchMessage> listener) {
        return async.watch(prefix, after, listener);
    }

    /** {@link #cache(String, CacheLimits)} with {@link CacheLimits#DEFAULT}. */
    public NearCache cache(String prefix) {
        return cache(prefix, CacheLimits.DEFAULT);
    }

    /**
     * Keeps a copy of all keys with a prefix in memory, and up to date until it is closed. Blocks until it is loaded.
     *
     * @throws QuorateException {@code INVALID_REQUEST} when the keys are more than the limits allow
     */
    public NearCache cache(String prefix, CacheLimits limits) {
        return Await.result(async.cache(prefix, limits));
    }
}
