package io.quorate.client.core;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.SessionState;
import java.util.Optional;

/** A session that lives as far as the client may believe. */
final class Session {
    /**
     * A keep-alive without answer.
     *
     * @param acks place in the acknowledgements behind those that the server has when it answers
     */
    record KeepAlive(long correlation, Moment sent, long acks) {}

    final SessionId id;
    final byte[] secret;
    final InFlight calls;

    Lease lease;
    /** The connection carries it. */
    boolean attached = true;

    Optional<KeepAlive> keepAlive = Optional.empty();
    long nextKeepAliveNanos;

    Session(SessionId id, byte[] secret, InFlight calls, Lease lease) {
        this.id = id;
        this.secret = secret;
        this.calls = calls;
        this.lease = lease;
        this.nextKeepAliveNanos = lease.from().nanos() + lease.paceNanos();
    }

    SessionStatus status(SessionState state) {
        return status(state, Optional.empty());
    }

    SessionStatus lost(String why) {
        return status(SessionState.LOST, Optional.of(why));
    }

    private SessionStatus status(SessionState state, Optional<String> whyLost) {
        return new SessionStatus(state, Optional.of(id), lease.untilNanos(), lease.untilWallMillis(), whyLost);
    }

    void detached() {
        attached = false;
        keepAlive = Optional.empty();
        calls.detached();
    }

    long nextWakeNanos() {
        long ownWork = attached ? Math.min(nextKeepAliveNanos, calls.nextWakeNanos()) : Moment.NEVER;
        return Math.min(lease.untilNanos(), ownWork);
    }
}
