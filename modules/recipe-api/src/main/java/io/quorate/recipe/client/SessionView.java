package io.quorate.recipe.client;

import io.quorate.recipe.SessionId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** The session that carries a client's calls and holds. Thread-safe. */
public interface SessionView {
    SessionState state();

    /** Empty before the first READY. */
    Optional<SessionId> id();

    /** The state is READY or SUSPECT and the deadline has not passed, by the local monotonic clock. */
    boolean isValid();

    /** Until when holds may be believed, in the scale of {@link System#nanoTime()}. */
    long validUntilNanos();

    /** {@link #validUntilNanos()} by the wall clock, for people. */
    Instant validUntil();

    /** Called in order on the callback executor; a listener added late first gets the present state. */
    Registration onState(Consumer<SessionState> listener);
}
