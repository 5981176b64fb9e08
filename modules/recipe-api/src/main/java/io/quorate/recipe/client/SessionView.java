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

    /**
     * The state is READY or SUSPECT and the deadline has not passed, by the local monotonic clock. The wall clock has a say
     * in one case: when it has passed the deadline and the monotonic clock has not, the machine may have been suspended, and
     * the session is over too. So it is when somebody sets the wall clock forward beyond the deadline at once.
     */
    boolean isValid();

    /** Until when holds may be believed, in the scale of {@link System#nanoTime()}. */
    long validUntilNanos();

    /** {@link #validUntilNanos()} by the wall clock, for people. */
    Instant validUntil();

    /** Why the session was lost, for people, as the server said it if it did; empty unless the state is LOST. */
    Optional<String> whyLost();

    /** Called in order on the callback executor; a listener added late first gets the present state. */
    Registration onState(Consumer<SessionState> listener);

    /**
     * For a facade's own reactions, which must not wait until the user's callbacks have run, such as interrupting what works
     * under a lost hold. Called on the client's I/O thread after each change of state, and once before this returns; it looks
     * at this view itself, and may be called more often than the state changes. It must be short, must not block and must
     * never run code of the user.
     */
    Registration watch(Runnable reaction);
}
