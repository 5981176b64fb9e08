package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Change;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who listen to a cache, each at its own pace. */
final class Audience {
    /** Changes that wait for one listener; it is told a reset in place of more. */
    static final int MAX_WAITING = 10_000;

    private static final System.Logger LOG = System.getLogger(Audience.class.getName());

    private final Executor executor;
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    Audience(Executor executor) {
        this.executor = executor;
    }

    private final class Listener implements Registration {
        private final Consumer<WatchMessage> told;
        private final ArrayDeque<WatchMessage> waiting = new ArrayDeque<>();
        private boolean busy;
        private boolean closed;

        Listener(Consumer<WatchMessage> told) {
            this.told = told;
        }

        void tell(List<Change> changes) {
            synchronized (this) {
                for (Change change : changes) {
                    add(new WatchMessage.Happened(change));
                }
                if (busy || closed || waiting.isEmpty()) {
                    return;
                }
                busy = true;
            }
            executor.execute(this::turn);
        }

        private void add(WatchMessage message) {
            if (waiting.size() == MAX_WAITING) {
                waiting.clear();
                waiting.add(new WatchMessage.Reset(message.revision()));
            } else {
                waiting.add(message);
            }
        }

        private void turn() {
            WatchMessage message = next();
            if (message == null) {
                return;
            }
            try {
                told.accept(message);
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed", failure);
            }
            executor.execute(this::turn);
        }

        private synchronized @Nullable WatchMessage next() {
            WatchMessage message = closed ? null : waiting.poll();
            busy = message != null;
            return message;
        }

        @Override
        public void close() {
            synchronized (this) {
                closed = true;
                waiting.clear();
            }
            listeners.remove(this);
        }
    }

    Registration add(Consumer<WatchMessage> told) {
        Listener listener = new Listener(told);
        listeners.add(listener);
        return listener;
    }

    /** In the order of the calls; not to be called by two threads at once. */
    void tell(List<Change> changes) {
        listeners.forEach(listener -> listener.tell(changes));
    }

    void close() {
        listeners.forEach(Listener::close);
    }
}
