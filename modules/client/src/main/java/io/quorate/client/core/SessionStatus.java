package io.quorate.client.core;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.SessionState;
import java.util.Optional;

/**
 * What may be believed of the session.
 *
 * @param id of the present session, or of the last one when it was lost or closed
 * @param validUntilNanos moment at which the session is lost unless it is renewed, or was lost; 0 without session
 * @param validUntilWallMillis the same by the wall clock, which tells only of a suspended machine
 * @param whyLost for people; empty unless it was lost
 */
public record SessionStatus(
        SessionState state,
        Optional<SessionId> id,
        long validUntilNanos,
        long validUntilWallMillis,
        Optional<String> whyLost) {
    /** No session has been opened yet. */
    public static final SessionStatus NONE =
            new SessionStatus(SessionState.CONNECTING, Optional.empty(), 0, 0, Optional.empty());

    /** What the session holds may be believed at this moment. */
    public boolean isValid(Moment now) {
        boolean live = state == SessionState.READY || state == SessionState.SUSPECT;
        return live && now.nanos() < validUntilNanos && now.wallMillis() < validUntilWallMillis;
    }
}
