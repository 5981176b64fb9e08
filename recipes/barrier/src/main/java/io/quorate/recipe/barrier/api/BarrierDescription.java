package io.quorate.recipe.barrier.api;

import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * An instance at one revision. Times of the replicated log are in ms and mean something only beside each other.
 *
 * @param kind empty when nobody uses it
 * @param generation that is under way; 0 when none is. The phase of a phaser
 * @param parties of the generation: what a latch counts from, who is to meet, or who is registered
 * @param missing how far it is from its end: the count of a latch, or parties that have not arrived
 * @param policy empty for a latch
 * @param inside generation that is in a double barrier, if one is
 * @param logTimeMillis log time of this description
 * @param waiting calls that wait for the end of the generation, in log order; the first {@link #MAX_LISTED}
 * @param moreWaiting more wait than are listed
 * @param members who is in a double barrier or registered at a phaser; the first {@link #MAX_LISTED}
 * @param moreMembers more are there than are listed
 */
public record BarrierDescription(
        Optional<BarrierKind> kind,
        long generation,
        int parties,
        int missing,
        Optional<LossPolicy> policy,
        Optional<Inside> inside,
        long logTimeMillis,
        List<Waiter> waiting,
        boolean moreWaiting,
        List<Member> members,
        boolean moreMembers) {
    /** Waiters, and members, that are listed. */
    public static final int MAX_LISTED = 100;

    /**
     * The generation in a double barrier.
     *
     * @param entered parties that came in
     * @param present those that have not left
     * @param lost the party that broke it, if one did
     */
    public record Inside(long generation, int entered, int present, Optional<Lost> lost) {}

    /**
     * A call that waits.
     *
     * @param position from 1, in the order of arriving
     * @param sinceMillis log time from which it waits
     * @param deadlineMillis log time at which it gives up
     */
    public record Waiter(int position, SessionId session, String label, long sinceMillis, long deadlineMillis) {}

    /**
     * A party that is in a double barrier, or registered at a phaser.
     *
     * @param arrived it has arrived in the phase; false for a double barrier
     */
    public record Member(SessionId session, String label, boolean arrived) {}
}
