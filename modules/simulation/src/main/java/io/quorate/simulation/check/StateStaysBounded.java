package io.quorate.simulation.check;

/** What clients have acknowledged and sessions that ended long ago leave nothing behind. */
public final class StateStaysBounded implements Invariant {
    /**
     * Results that may be left once everything rests: a crash of a node loses acknowledgements that it has confirmed, and
     * their results stay until the session ends.
     */
    public static final int MAX_RESTING_RESULTS = 512;

    /** Ended sessions that may be remembered once everything has rested for longer than they are. */
    public static final int MAX_RESTING_TOMBSTONES = 0;

    private final Verdict verdict;

    StateStaysBounded(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void finished(FinalState state) {
        if (state.results() > MAX_RESTING_RESULTS || state.tombstones() > MAX_RESTING_TOMBSTONES) {
            verdict.violated(
                    getClass(),
                    state.results() + " results and " + state.tombstones() + " tombstones are left, allowed are "
                            + MAX_RESTING_RESULTS + " and " + MAX_RESTING_TOMBSTONES);
        }
    }
}
