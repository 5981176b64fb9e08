package io.quorate.recipe.election;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.election.api.LeaderView.HandOver;
import java.util.Optional;

/**
 * The present term: the row of it.
 *
 * @param sinceMillis log time at which it began
 * @param sinceCalendarMillis UTC time at which it began in ms since 1970, for people
 * @param handOver under way, if the leader is to stop
 */
public record Term(
        FencingToken token,
        long candidacy,
        SessionId session,
        long sinceMillis,
        long sinceCalendarMillis,
        Optional<HandOver> handOver) {
    Term handingOver(HandOver how) {
        return new Term(token, candidacy, session, sinceMillis, sinceCalendarMillis, Optional.of(how));
    }
}
