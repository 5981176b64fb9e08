package io.quorate.client;

import io.quorate.client.core.SessionStatus;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.client.SessionView;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The session as other threads than the I/O thread see it. */
final class SessionMirror implements SessionView {
    private static final System.Logger LOG = System.getLogger(SessionMirror.class.getName());

    /** Made anew for each registration, so that the same action may be registered twice. */
    private static final class Reaction {
        private final Runnable action;

        Reaction(Runnable action) {
            this.action = action;
        }

        Runnable action() {
            return action;
        }
    }

    private final Clocks clocks;
    private final Executor callbacks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Mailbox<SessionState>> listeners = new LinkedHashSet<>();
    private final Set<Reaction> reactions = ConcurrentHashMap.newKeySet();
    private volatile SessionStatus status = SessionStatus.NONE;

    SessionMirror(Clocks clocks, Executor callbacks) {
        this.clocks = clocks;
        this.callbacks = callbacks;
    }

    /** On the I/O thread. */
    void update(SessionStatus now) {
        if (change(now)) {
            reactions.forEach(SessionMirror::run);
        }
    }

    private boolean change(SessionStatus now) {
        lock.lock();
        try {
            boolean changed = now.state() != status.state();
            status = now;
            if (changed) {
                listeners.forEach(listener -> listener.put(now.state()));
            }
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /** One that throws must not keep the others, or the I/O thread, from going on. */
    private static void run(Reaction reaction) {
        try {
            reaction.action().run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a reaction to the session's state failed", e);
        }
    }

    @Override
    public SessionState state() {
        return status.state();
    }

    @Override
    public Optional<SessionId> id() {
        return status.id();
    }

    /** Looks at the clocks itself: the I/O thread may be late, as after a suspended machine. */
    @Override
    public boolean isValid() {
        return status.isValid(clocks.now());
    }

    @Override
    public long validUntilNanos() {
        return clocks.systemNanos(status.validUntilNanos());
    }

    @Override
    public Instant validUntil() {
        return Instant.ofEpochMilli(status.validUntilWallMillis());
    }

    @Override
    public Optional<String> whyLost() {
        return status.whyLost();
    }

    @Override
    public Registration watch(Runnable reaction) {
        Reaction registered = new Reaction(reaction);
        reactions.add(registered);
        reaction.run();
        return () -> reactions.remove(registered);
    }

    @Override
    public Registration onState(Consumer<SessionState> listener) {
        Mailbox<SessionState> mailbox = new Mailbox<>(callbacks, state -> 1, listener, Mailbox.ALL);
        lock.lock();
        try {
            listeners.add(mailbox);
            mailbox.put(status.state());
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                listeners.remove(mailbox);
            } finally {
                lock.unlock();
            }
            mailbox.close();
        };
    }
}
