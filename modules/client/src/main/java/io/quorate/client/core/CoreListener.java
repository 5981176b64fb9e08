package io.quorate.client.core;

import io.quorate.recipe.client.QuorateException;

/** Told what becomes of the client as a whole. Must not call the core before it returns. */
public interface CoreListener {
    /** A server has answered the handshake; told on every connection. */
    void welcomed();

    /** Every endpoint refuses this client for good reasons, such as its credential. It goes on trying. */
    void refused(QuorateException refusal);

    /** The session's state or deadline has changed. */
    void session(SessionStatus status);

    /** The client is closed; the last thing told. */
    void closed();
}
