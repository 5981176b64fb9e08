package io.quorate.transport;

import io.quorate.protocol.ServerMessage;

/** A client's connection as the server sees it. Thread: the loop. Nothing blocks or throws; a closed one ignores calls. */
public interface Connection {
    /** Sends behind what was sent before, also when not {@link #writable()}; who goes on regardless loses the connection. */
    void send(ServerMessage message);

    /** Whether the client takes what is sent; {@link Receiver#writable()} tells when it does again. */
    boolean writable();

    /** Sends what is waiting, then closes. {@link Receiver#closed()} follows. */
    void close();

    /** Where the client is, for messages to people. */
    String remote();

    /** The client is on this machine. */
    boolean loopback();
}
