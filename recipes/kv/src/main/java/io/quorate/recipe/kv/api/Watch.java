package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Change;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One listener to all changes of keys with a prefix. */
final class Watch implements Registration {
    private static final System.Logger LOG = System.getLogger(Watch.class.getName());

    private final Calls calls;
    private final Consumer<WatchMessage> listener;
    private final Feed feed;

    private Watch(Calls calls, String prefix, Consumer<WatchMessage> listener) {
        this.calls = calls;
        this.listener = listener;
        this.feed = new Feed(calls, prefix, this::told);
    }

    static CompletableFuture<Registration> fromNow(Calls calls, String prefix, Consumer<WatchMessage> listener) {
        Watch watch = new Watch(calls, prefix, listener);
        CompletableFuture<Registration> begun = Calls.map(Place.now(calls), place -> {
            watch.feed.start(place, false);
            return watch;
        });
        begun.whenComplete((registration, failure) -> {
            if (failure != null) {
                watch.close();
            }
        });
        return begun;
    }

    static Registration after(Calls calls, String prefix, long after, Consumer<WatchMessage> listener) {
        if (after < 0) {
            throw new IllegalArgumentException("there is no revision " + after);
        }
        Watch watch = new Watch(calls, prefix, listener);
        watch.feed.start(Place.at(after, OptionalLong.empty()), true);
        return watch;
    }

    private void told(Step step) {
        if (step instanceof Step.Changes some) {
            for (Change change : some.changes()) {
                tell(new WatchMessage.Happened(change));
            }
        } else {
            new Patient(calls, feed::isOpen).ask(() -> Place.now(calls), this::goOn, this::close);
        }
    }

    /** While the feed stands still, so that the listener is called by nobody else. */
    private void goOn(Place place) {
        tell(new WatchMessage.Reset(place.revision()));
        feed.start(place, false);
    }

    private void tell(WatchMessage message) {
        if (!feed.isOpen()) {
            return;
        }
        try {
            listener.accept(message);
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a listener failed", failure);
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
