package io.quorate.recipe.election.api;

/** Why a leadership is over. */
public enum LossReason {
    /** Its session was lost: the server was not reached in time, or ended the session. */
    SESSION_LOST,
    /** Its client was closed. */
    CLIENT_CLOSED,
    /** It resigned. */
    RESIGNED,
    /** It was to hand over, and did. */
    HANDED_OVER,
    /** It was to hand over, and its time for that is over, as far as this client can count. */
    TIMED_OUT,
    /** Its candidacy was closed. */
    LEFT,
    /** The servers have ended its term. */
    TAKEN
}
