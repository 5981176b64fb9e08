package io.quorate.client.core;

import io.quorate.protocol.ClientMessage;

/**
 * The one connection of a client. Nothing here blocks, throws, or calls the core back before it returns. What comes of it is
 * told by {@link ClientCore#connected}, {@link ClientCore#received} and {@link ClientCore#disconnected}.
 */
public interface Transport {
    /**
     * Begins to connect; {@link ClientCore#connected} or {@link ClientCore#disconnected} follows.
     *
     * @param endpoint {@code host:port}
     */
    void connect(String endpoint);

    /** Sends behind what was sent before; lost without a word when the connection breaks. */
    void send(ClientMessage message);

    /** Closes the connection, or gives up connecting. Nothing more of it may be told to the core. */
    void disconnect();
}
