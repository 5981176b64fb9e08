package io.quorate.recipe.lock.api;

import io.quorate.recipe.SessionId;
import java.util.List;

/**
 * What keeps a lock from getting free, at one revision: its holder waits for other locks, whose holders wait for others, and so on.
 *
 * @param waits of the holders that were met
 * @param deadlocks circles among them: nobody in one goes on before somebody gives up
 * @param more not all that there is to see was looked at, which is {@link #MAX_LOCKS} locks, {@link #MAX_WAITS_OF_HOLDER} waits of each
 *     holder, and {@link #MAX_WAITS} in all
 */
public record WaitGraph(List<Wait> waits, List<Deadlock> deadlocks, boolean more) {
    /** Locks that are looked at. */
    public static final int MAX_LOCKS = 100;

    /** Waits of one holder that are looked at. */
    public static final int MAX_WAITS_OF_HOLDER = 100;

    /** Waits that are told. */
    public static final int MAX_WAITS = 1_000;

    /**
     * The holder of a lock waits for another lock.
     *
     * @param lock that is held
     * @param session that holds it
     * @param owner who of the session holds it; empty when nobody was named
     * @param label what the holder calls itself, may be empty
     * @param waitsFor the other lock
     * @param sinceMillis log time from which it waits
     * @param certain holder and waiting caller are known to be the same: both named the same owner. If not, they are only of the same
     *     session, another thread of which may be about to give the lock back
     */
    public record Wait(
            String lock,
            SessionId session,
            String owner,
            String label,
            String waitsFor,
            long sinceMillis,
            boolean certain) {}

    /**
     * A circle: the holder in each wait waits for the lock of the next, and the last for the lock of the first.
     *
     * @param certain each of the waits is
     */
    public record Deadlock(List<Wait> circle, boolean certain) {}
}
