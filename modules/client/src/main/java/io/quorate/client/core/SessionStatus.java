package io.quorate.client.core;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.client.SessionState;
import java.util.Optional;

/**
 * What may be believed of the session.
 *
 * @param id of the present session, or of the last one when it was lost or closed
 * @param validUntilNanos moment at which the session is lost unless it is renewed, or was lost; 0 without session
 * @param validUntilWallMillis the same by the wall clock
 */
public record SessionStatus(
        SessionState state, Optional<SessionId> id, long validUntilNanos, long validUntilWallMillis) {
    /** No session has been opened yet. */
    public static final SessionStatus NONE = new SessionStatus(SessionState.CONNECTING, Optional.empty(), 0, 0);
}
