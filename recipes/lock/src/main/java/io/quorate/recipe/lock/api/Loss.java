package io.quorate.recipe.lock.api;

import io.quorate.recipe.client.Registration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a hold: it comes once, for one reason, and each listener hears of it once. Thread-safe. */
final class Loss {
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private @Nullable LossReason reason;

    private final class Listener implements Registration {
        private final Executor executor;
        private final Consumer<LossReason> action;
        private volatile boolean closed;

        Listener(Executor executor, Consumer<LossReason> action) {
            this.executor = executor;
            this.action = action;
        }

        void tell(LossReason why) {
            executor.execute(() -> {
                if (!closed) {
                    action.accept(why);
                }
            });
        }

        @Override
        public void close() {
            closed = true;
            forget(this);
        }
    }

    synchronized Optional<LossReason> reason() {
        return Optional.ofNullable(reason);
    }

    /** Does nothing when it came before. */
    void happen(LossReason why) {
        List<Listener> told;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            told = new ArrayList<>(listeners);
            listeners.clear();
        }
        told.forEach(listener -> listener.tell(why));
    }

    /** Calls the listener on the executor when the end comes, or at once when it came before. */
    Registration tell(Executor executor, Consumer<LossReason> action) {
        Listener listener = new Listener(executor, action);
        LossReason before;
        synchronized (this) {
            before = reason;
            if (before == null) {
                listeners.add(listener);
            }
        }
        if (before != null) {
            listener.tell(before);
        }
        return listener;
    }

    private synchronized void forget(Listener listener) {
        listeners.remove(listener);
    }
}
