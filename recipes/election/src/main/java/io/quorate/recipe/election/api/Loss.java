package io.quorate.recipe.election.api;

import io.quorate.recipe.client.Registration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a leadership or candidacy: it comes once, for one reason, and each listener hears of it once. Thread-safe. */
final class Loss {
    private final Map<Registration, Consumer<LossReason>> listeners = new LinkedHashMap<>();
    private @Nullable LossReason reason;

    synchronized Optional<LossReason> reason() {
        return Optional.ofNullable(reason);
    }

    /** False when it came before. */
    boolean happen(LossReason why) {
        List<Consumer<LossReason>> told;
        synchronized (this) {
            if (reason != null) {
                return false;
            }
            reason = why;
            told = new ArrayList<>(listeners.values());
            listeners.clear();
        }
        told.forEach(listener -> listener.accept(why));
        return true;
    }

    /** Calls the listener in whatever thread the end comes, or at once when it came before. */
    Registration tell(Consumer<LossReason> listener) {
        LossReason before;
        Registration registration = new Registration() {
            @Override
            public void close() {
                forget(this);
            }
        };
        synchronized (this) {
            before = reason;
            if (before == null) {
                listeners.put(registration, listener);
            }
        }
        if (before != null) {
            listener.accept(before);
        }
        return registration;
    }

    private synchronized void forget(Registration listener) {
        listeners.remove(listener);
    }
}
