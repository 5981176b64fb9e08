package io.quorate.recipe.kv.api;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Loss;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Change;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of all keys with a prefix, in this program's memory. It shows the store as it was at one {@link #revision}, and never a mix;
 * changes come in their order. When the connection breaks it stays as it is, and then takes the changes that it missed; where the
 * store has forgotten them, it is loaded anew and shows what was before until then. {@link Entry#leftMillis} of what it shows is as of when it came.
 *
 * <p>Thread-safe. What it is asked for it answers at once, from memory. After {@link #close}, and after it has ended because there is
 * more than its limits allow, all calls fail with the {@link QuorateException} that says so.
 */
public final class NearCache implements AutoCloseable {
    private final Calls calls;
    private final String prefix;
    private final CacheLimits limits;
    private final Feed feed;
    private final Patient patient;
    private final Audience audience;
    private final Freshness freshness;
    private final Loss<QuorateException> end = new Loss<>();
    private final CompletableFuture<NearCache> ready = new CompletableFuture<>();
    private Contents shown;

    /** Takes the changes while it is there; what is shown stays as it is. */
    private @Nullable Load loading;

    private NearCache(Calls calls, String prefix, CacheLimits limits) {
        this.calls = calls;
        this.prefix = prefix;
        this.limits = limits;
        this.shown = new Contents(prefix, limits);
        this.audience = new Audience(calls.client().callbackExecutor());
        this.freshness = new Freshness(calls);
        this.feed = new Feed(calls, prefix, this::told);
        this.patient = new Patient(calls, feed::isOpen);
    }

    static CompletableFuture<NearCache> load(Calls calls, String prefix, CacheLimits limits) {
        NearCache cache = new NearCache(calls, prefix, limits);
        cache.ready.whenComplete((ready, failure) -> {
            if (failure != null) {
                cache.close();
            }
        });
        cache.load();
        return cache.ready;
    }

    private void load() {
        feed.collect();
        if (feed.isOpen()) {
            new Load(calls, prefix, limits, this::loaded, this::notLoaded).begin();
        }
    }

    private void loaded(Load load) {
        synchronized (this) {
            loading = load;
        }
        if (load.first().revision() >= load.whole()) {
            show(load, load.first().revision());
        } else {
            patient.later(calls.client().defaultDeadline(), this::requireReady);
        }
        feed.start(load.first(), false);
    }

    private void notLoaded(RuntimeException failure) {
        if (ready.isDone() && failure instanceof QuorateException refused && !isTooLarge(refused)) {
            patient.later(Patient.PAUSE, this::load);
        } else if (failure instanceof QuorateException refused) {
            end(refused);
        } else {
            ready.completeExceptionally(failure);
        }
    }

    private static boolean isTooLarge(QuorateException failure) {
        return failure.is(ErrorCode.INVALID_REQUEST);
    }

    private void requireReady() {
        ready.completeExceptionally(QuorateException.of(
                ErrorCode.DEADLINE_EXCEEDED,
                CallOutcome.NOT_APPLIED,
                "the keys with '" + prefix + "' changed faster than they could be read"));
    }

    private void told(Step step) {
        if (step instanceof Step.Changes changes) {
            try {
                apply(changes);
            } catch (QuorateException tooLarge) {
                end(tooLarge);
            }
        } else {
            synchronized (this) {
                loading = null;
            }
            load();
        }
    }

    private void apply(Step.Changes step) {
        Load load;
        synchronized (this) {
            load = loading;
            Contents changing = load == null ? shown : load.contents();
            step.changes().forEach(changing::apply);
        }
        if (load == null) {
            audience.tell(step.changes());
            freshness.has(step.revision());
        } else if (step.revision() >= load.whole()) {
            show(load, step.revision());
        }
    }

    private void show(Load load, long revision) {
        List<Change> changes;
        synchronized (this) {
            changes = ready.isDone() ? shown.changesTo(load.contents(), revision) : List.of();
            shown = load.contents();
            loading = null;
        }
        audience.tell(changes);
        freshness.shows(revision);
        ready.complete(this);
    }

    /**
     * Empty when there is no such key.
     *
     * @throws IllegalArgumentException when the key does not begin with the cache's prefix
     */
    public Optional<Entry> get(String key) {
        requireCached(key);
        synchronized (this) {
            return contents().get(key);
        }
    }

    /** All keys, in their order, as of one revision. */
    public List<Entry> entries() {
        return entries(prefix);
    }

    /**
     * Keys with a longer prefix, in their order, as of one revision.
     *
     * @throws IllegalArgumentException when it does not begin with the cache's own
     */
    public List<Entry> entries(String longerPrefix) {
        requireCached(longerPrefix);
        synchronized (this) {
            return contents().withPrefix(longerPrefix);
        }
    }

    public synchronized int size() {
        return contents().size();
    }

    /** Everything up to this revision is in it. It grows with the changes of the store, and when somebody asks {@link #isWithin} or waits. */
    public long revision() {
        requireOpen();
        return freshness.revision();
    }

    /**
     * Waits until everything up to a revision is in it, such as that of a {@link Result.Stored}: then what was written is shown here, too.
     * Blocks.
     *
     * @throws QuorateException {@code DEADLINE_EXCEEDED} when it is not, in time
     */
    public void await(long revision, Duration patience) {
        Await.result(awaitAsync(revision, patience));
    }

    /** {@link #await} without blocking. */
    public CompletableFuture<Void> awaitAsync(long revision, Duration patience) {
        requireOpen();
        return freshness.await(revision, patience);
    }

    /**
     * Whether what it shows was the newest state of the store less than so long ago. That is proven by the servers, which are asked when this is,
     * and for some time on: as long as they have not answered yet, the answer is false.
     */
    public boolean isWithin(Duration age) {
        requireOpen();
        return freshness.isWithin(age);
    }

    /**
     * Tells each change that it takes from now on, in order; after it was loaded anew, what makes the difference. The listener runs on the callback
     * executor, one call at a time; one that is 10,000 changes late gets a {@link WatchMessage.Reset} in place of them.
     */
    public Registration onChange(Consumer<WatchMessage> listener) {
        requireOpen();
        return audience.add(listener);
    }

    /** Tells when there is more than its limits allow, once, on the callback executor; {@link #close} is not told. */
    public Registration onEnd(Consumer<QuorateException> listener) {
        return end.tell(calls.client().callbackExecutor(), listener);
    }

    private void end(QuorateException why) {
        end.happen(why);
        ready.completeExceptionally(why);
        close();
    }

    private Contents contents() {
        requireOpen();
        return shown;
    }

    private void requireOpen() {
        end.reason().ifPresent(why -> {
            throw why;
        });
        if (!feed.isOpen()) {
            throw QuorateException.of(ErrorCode.CLOSED, CallOutcome.NOT_APPLIED, "the cache was closed");
        }
    }

    private void requireCached(String key) {
        if (!key.startsWith(prefix)) {
            throw new IllegalArgumentException(
                    "'" + key + "' does not begin with '" + prefix + "', as all of this cache does");
        }
    }

    /** Lets go of everything; listeners are told nothing more. Idempotent. */
    @Override
    public void close() {
        feed.close();
        audience.close();
        freshness.close();
        ready.completeExceptionally(
                QuorateException.of(ErrorCode.CLOSED, CallOutcome.NOT_APPLIED, "the cache was closed"));
    }
}
