package io.quorate.client;

import io.quorate.client.core.Moment;
import io.quorate.client.core.SessionStatus;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.client.SessionState;
import io.quorate.recipe.client.SessionView;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The session as other threads than the I/O thread see it. */
final class SessionMirror implements SessionView {
    private final Clocks clocks;
    private final Executor callbacks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Mailbox<SessionState>> listeners = new LinkedHashSet<>();
    private volatile SessionStatus status = SessionStatus.NONE;

    SessionMirror(Clocks clocks, Executor callbacks) {
        this.clocks = clocks;
        this.callbacks = callbacks;
    }

    /** On the I/O thread. */
    void update(SessionStatus now) {
        lock.lock();
        try {
            boolean changed = now.state() != status.state();
            status = now;
            if (changed) {
                listeners.forEach(listener -> listener.put(now.state()));
            }
        } finally {
            lock.unlock();
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
        SessionStatus present = status;
        boolean live = present.state() == SessionState.READY || present.state() == SessionState.SUSPECT;
        Moment now = clocks.now();
        return live && now.nanos() < present.validUntilNanos() && now.wallMillis() < present.validUntilWallMillis();
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
    public Registration onState(Consumer<SessionState> listener) {
        Mailbox<SessionState> mailbox = new Mailbox<>(callbacks, state -> 1, listener);
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
