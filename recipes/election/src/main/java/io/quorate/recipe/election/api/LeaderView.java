package io.quorate.recipe.election.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Who leads at one revision. As an event: it is told whenever something of it changed, so that no term is passed over. Times of
 * the replicated log are in ms and mean something only beside each other.
 *
 * @param revision of the state that it shows
 * @param leader who leads; empty when nobody does
 * @param leaderless why nobody leads; empty when somebody does
 * @param handOver under way: the leader is to stop, and leads until it has
 * @param ended the term that ended at this revision, if one did
 */
public record LeaderView(
        long revision,
        Optional<Leader> leader,
        Optional<Leaderless> leaderless,
        Optional<HandOver> handOver,
        Optional<TermEnd> ended) {
    /**
     * Who leads.
     *
     * @param token of the term, larger than those of all terms before
     * @param candidacy number of it in this election
     * @param payload what the leader proclaimed last, or joined with
     * @param sinceMillis log time at which the term began
     * @param sinceCalendarMillis UTC time at which the term began in ms since 1970, for people
     */
    public record Leader(
            FencingToken token,
            long candidacy,
            SessionId session,
            String name,
            int priority,
            SortedMap<String, String> labels,
            String payload,
            long sinceMillis,
            long sinceCalendarMillis) {}

    /** Why nobody leads. */
    public enum Leaderless {
        /** Nobody is a candidate. */
        NO_CANDIDATES,
        /** All candidates have resigned a short time ago. */
        COOLING_DOWN,
        /** The candidates are excluded. */
        EXCLUDED,
        /** The election is pinned to a name, and no candidate has it. */
        NOT_PINNED
    }

    /**
     * The leader is to stop.
     *
     * @param to candidacy that is to lead next, if somebody said so; else the first in the order
     * @param timeoutMillis log time that the leader has from when its client has heard of it
     * @param prepared its client has heard of it
     * @param untilMillis log time at which its term ends at the latest
     */
    public record HandOver(
            HandOverReason reason, OptionalLong to, long timeoutMillis, boolean prepared, long untilMillis) {}

    /** Why a leader is to stop. */
    public enum HandOverReason {
        /** A candidate has a higher priority. */
        PRIORITY,
        /** An administrator named the next leader. */
        ADMINISTRATOR,
        /** It was excluded. */
        EXCLUDED,
        /** The election was pinned to another name. */
        NOT_PINNED
    }

    /** A term that is over. */
    public record TermEnd(FencingToken token, long candidacy, EndReason reason) {}

    /** Why a term ended. */
    public enum EndReason {
        /** Its leader resigned. */
        RESIGNED,
        /** Its leader handed over when it was asked to. */
        YIELDED,
        /** Its leader was asked to hand over and did not in the time that it had. */
        TIMED_OUT,
        /** Its leader is no longer a candidate. */
        LEFT,
        /** Its session ended. */
        SESSION_ENDED,
        /** Its caller had given up when it was elected. */
        ABANDONED
    }
}
