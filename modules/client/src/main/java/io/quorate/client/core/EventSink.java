package io.quorate.client.core;

import io.quorate.protocol.EventCursor;

/** Takes the events of one subscription, in order of revision. Must not call the core before it returns. */
public interface EventSink {
    void event(EventCursor at, byte[] body);

    /** Events up to this place may be missing. */
    void reset(EventCursor at);

    /** The server does not take the subscription for now; it is tried again, and a {@link #reset} follows once it does. */
    void refused(String code, String message);

    /** The client is closed; nothing more comes. */
    default void ended() {}
}
