package io.quorate.recipe.lock.api;

/** Why a hold is over. */
public enum LossReason {
    /** Its session was lost: the server was not reached in time, or ended the session. */
    SESSION_LOST,
    /** Its client was closed. */
    CLIENT_CLOSED,
    /** Somebody took it away by force. */
    REVOKED,
    /** Its handle was closed. */
    CLOSED
}
