package io.quorate.recipe.election;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.SessionId;
import io.quorate.recipe.election.api.ElectionContract.Join;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Who wants to lead: the row of a candidacy.
 *
 * @param candidacy revision of the command that made it one
 * @param handOverMillis log time that it has to stop when it leads
 * @param oneTerm it is a candidate for one term, and waits for it with the ticket of the same number
 * @param sinceMillis log time at which it joined
 * @param order revision of its joining, or of when it went behind the others of its priority last
 * @param promoted revision at which somebody put it before all others; 0 if nobody did
 * @param coolUntilMillis log time until which it does not lead, since it resigned
 */
public record Candidate(
        long candidacy,
        SessionId session,
        String name,
        int priority,
        SortedMap<String, String> labels,
        String payload,
        long handOverMillis,
        boolean oneTerm,
        long sinceMillis,
        long order,
        long promoted,
        OptionalLong coolUntilMillis) {
    static Candidate joining(ApplyContext context, Join request, boolean oneTerm) {
        return new Candidate(
                context.revision(),
                context.session(),
                request.name(),
                request.priority(),
                request.labels(),
                request.payload(),
                request.handOverMillis(),
                oneTerm,
                context.logTimeMillis(),
                context.revision(),
                0,
                OptionalLong.empty());
    }

    Place place() {
        if (coolUntilMillis.isPresent()) {
            return Place.cooling(order);
        }
        return promoted > 0 ? Place.promoted(promoted) : Place.of(priority, order);
    }

    Candidate saying(String newPayload) {
        return changed(newPayload, order, promoted, coolUntilMillis);
    }

    /** Behind all others of its priority. */
    Candidate behind(long revision) {
        return changed(payload, revision, 0, OptionalLong.empty());
    }

    Candidate coolingUntil(long logMillis) {
        return changed(payload, order, 0, OptionalLong.of(logMillis));
    }

    /** Before all others; at 0 back in the order of priorities. */
    Candidate promotedAt(long revision) {
        return changed(payload, order, revision, coolUntilMillis);
    }

    private Candidate changed(String newPayload, long newOrder, long newPromoted, OptionalLong newCoolUntil) {
        return new Candidate(
                candidacy,
                session,
                name,
                priority,
                labels,
                newPayload,
                handOverMillis,
                oneTerm,
                sinceMillis,
                newOrder,
                newPromoted,
                newCoolUntil);
    }
}
