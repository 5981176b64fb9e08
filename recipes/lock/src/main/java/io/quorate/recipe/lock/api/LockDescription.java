package io.quorate.recipe.lock.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lock at one revision. Times of the replicated log are in ms and mean something only beside each other.
 *
 * @param logTimeMillis log time of this description
 * @param holder present when held
 * @param waiting who waits, in the order in which they will be granted; the first {@link #MAX_WAITERS}
 * @param moreWaiting more wait than are listed
 * @param keptBackUntilMillis log time until which nobody gets the lock, since the hold before was not given back
 * @param sets who waits for this lock and others together, those that have waited longest first
 */
public record LockDescription(
        boolean held,
        long logTimeMillis,
        Optional<Holder> holder,
        List<Waiter> waiting,
        boolean moreWaiting,
        OptionalLong keptBackUntilMillis,
        List<WaitingSet> sets) {
    /** Waiters, and sets, that are listed. */
    public static final int MAX_WAITERS = 100;

    /**
     * Who holds the lock.
     *
     * @param sequence number of the call within its session that acquired
     * @param label what the holder calls itself, may be empty
     * @param sinceMillis log time of the grant
     * @param sinceCalendarMillis UTC time of the grant in ms since 1970, for people
     * @param owner who of the session holds it and may acquire it again; empty when nobody may
     * @param count acquires that were not given back yet
     * @param endsMillis log time at which the hold ends at the latest; empty for no limit
     * @param lockDelayMillis log time that the lock is kept back when the hold is not given back
     * @param revokeRequest why somebody wants it back, if somebody does
     * @param detachedMillis log time that the hold goes on when its session ends; 0 for not at all
     * @param orphanedUntilMillis log time at which it ends unless somebody resumes it; empty while its session lives
     * @param set names of the locks that were granted together with this one, itself included; empty for one alone
     */
    public record Holder(
            FencingToken token,
            SessionId session,
            long sequence,
            String label,
            long sinceMillis,
            long sinceCalendarMillis,
            String owner,
            int count,
            OptionalLong endsMillis,
            long lockDelayMillis,
            Optional<String> revokeRequest,
            long detachedMillis,
            OptionalLong orphanedUntilMillis,
            List<String> set) {}

    /**
     * Who waits for this lock alone.
     *
     * @param position from 1, which is granted next
     * @param sinceMillis log time from which it waits
     * @param deadlineMillis log time at which it gives up
     */
    public record Waiter(int position, SessionId session, String label, long sinceMillis, long deadlineMillis) {}

    /**
     * Who waits for several locks together.
     *
     * @param locks names of all of them
     * @param reservesFromMillis log time from which each of them, once free, is kept for this set
     */
    public record WaitingSet(SessionId session, List<String> locks, long reservesFromMillis) {}
}
