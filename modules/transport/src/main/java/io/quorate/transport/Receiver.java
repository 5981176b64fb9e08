package io.quorate.transport;

import io.quorate.protocol.ClientMessage;

/** What the server does with one connection. Thread: the loop. Must not block or throw. */
public interface Receiver {
    void received(ClientMessage message);

    /** There is room again for what waits to be sent. */
    void writable();

    /** The connection is gone; the last call. */
    void closed();
}
