package io.quorate.recipe.lock.api;

/** Why a hold is over. */
public enum LossReason {
    /** Its session was lost: the server was not reached in time, or ended the session. */
    SESSION_LOST,
    /** Its client was closed. */
    CLIENT_CLOSED,
    /** Somebody took it away by force. */
    REVOKED,
    /** It had lasted as long as it was to last at most, as far as this client can count. */
    MAX_HOLD,
    /** Somebody with its secret resumed it. */
    RESUMED,
    /** Its handle gave it to another session. */
    TRANSFERRED,
    /** Its handle was closed. */
    CLOSED
}
