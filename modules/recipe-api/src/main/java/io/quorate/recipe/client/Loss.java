package io.quorate.recipe.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of what a handle stands for, such as a hold: it comes once, for one reason, and each listener hears of it once. For facades;
 * thread-safe.
 *
 * @param <R> the reason
 */
public final class Loss<R> {
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private @Nullable R reason;

    private final class Listener implements Registration {
        private final Executor executor;
        private final Consumer<? super R> action;
        private volatile boolean closed;

        Listener(Executor executor, Consumer<? super R> action) {
            this.executor = executor;
            this.action = action;
        }

        void tell(R why) {
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

    /** Empty until it comes. */
    public synchronized Optional<R> reason() {
        return Optional.ofNullable(reason);
    }

    /** It comes, and listeners are told; false, and nothing is done, when it came before. */
    public boolean happen(R why) {
        List<Listener> told;
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
            told = new ArrayList<>(listeners);
            listeners.clear();
        }
        told.forEach(listener -> listener.tell(why));
        return true;
    }

    /** Calls the listener on the executor when the end comes, or at once when it came before; not after the registration was closed. */
    public Registration tell(Executor executor, Consumer<? super R> action) {
        Listener listener = new Listener(executor, action);
        R before;
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
