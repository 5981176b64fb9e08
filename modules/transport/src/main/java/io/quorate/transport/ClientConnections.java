package io.quorate.transport;

/** Takes the connections of clients. Thread: the loop. */
public interface ClientConnections {
    /** A client has connected and said nothing yet. */
    Receiver opened(Connection connection);
}
