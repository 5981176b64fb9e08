package io.quorate.kernel;

import io.quorate.recipe.SessionId;

/** Answer to an {@link OpenRequest}. */
public sealed interface OpenResult {
    /** The session lives its TTL from the moment at which the client sent the request. */
    record Opened(SessionId session, long ttlMillis) implements OpenResult {}

    record Refused(Problem problem) implements OpenResult {}
}
