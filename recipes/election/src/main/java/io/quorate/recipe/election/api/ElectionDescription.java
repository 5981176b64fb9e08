package io.quorate.recipe.election.api;

import io.quorate.recipe.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * An election at one revision. Times of the replicated log are in ms and mean something only beside each other.
 *
 * @param logTimeMillis log time of this description
 * @param candidates the leader too, in the order in which they would lead: the first {@link #MAX_LISTED}
 * @param moreCandidates more are candidates than are listed
 * @param pinned the only name whose candidates may lead, if there is one
 * @param excluded names whose candidates may not lead, in order
 */
public record ElectionDescription(
        LeaderView view,
        long logTimeMillis,
        List<Listed> candidates,
        boolean moreCandidates,
        Optional<String> pinned,
        List<Exclusion> excluded) {
    /** Candidates that are listed. */
    public static final int MAX_LISTED = 100;

    /**
     * A candidate.
     *
     * @param sinceMillis log time at which it joined
     * @param state what keeps it from leading, if something does
     * @param coolUntilMillis log time until which it does not lead, since it resigned
     */
    public record Listed(
            long candidacy,
            SessionId session,
            String name,
            int priority,
            SortedMap<String, String> labels,
            CandidateState state,
            long sinceMillis,
            OptionalLong coolUntilMillis) {}

    /** What a candidate does. */
    public enum CandidateState {
        LEADS,
        /** It may lead. */
        WAITS,
        COOLS_DOWN,
        EXCLUDED,
        NOT_PINNED
    }

    /** Candidates of this name do not lead. */
    public record Exclusion(String name, String reason) {}
}
