package io.quorate.recipe.client;

/** What a client may still believe of its session. */
public enum SessionState {
    /** No session yet. */
    CONNECTING,
    /** Confirmed by the server within its time to live. */
    READY,
    /** The connection is gone; holds stand until {@link SessionView#validUntilNanos()}. */
    SUSPECT,
    /** Final: the deadline passed or the server ended the session; nothing it held may be used. */
    LOST,
    /** Ended by the client. */
    CLOSED
}
