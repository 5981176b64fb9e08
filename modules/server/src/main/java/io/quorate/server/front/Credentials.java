package io.quorate.server.front;

import io.quorate.transport.Connection;
import java.util.Optional;

/** Decides who a client is. On the loop; must not block. */
public interface Credentials {
    /**
     * Name under which the client acts.
     *
     * @param credential what its hello carries, possibly empty; never to be logged
     * @return empty to refuse it
     */
    Optional<String> principal(Connection connection, byte[] credential);

    /** Takes clients of this machine as {@code local}, others not at all; credentials are not looked at. */
    static Credentials loopbackOnly() {
        return (connection, credential) -> connection.loopback() ? Optional.of("local") : Optional.empty();
    }

    /** Takes everyone who reaches the port, clients of other machines as {@code anonymous}. */
    static Credentials everyone() {
        return (connection, credential) -> Optional.of(connection.loopback() ? "local" : "anonymous");
    }
}
