package io.quorate.transport;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;

/**
 * Address and limits of a {@link ClientListener}.
 *
 * @param port 0 for any free one
 * @param threads that read and write
 * @param maxConnections open at a time; a client above is told so and closed
 * @param maxInHandMessages received of one connection and not yet taken by the loop; above, its socket is not read
 * @param maxInHandBytes their bytes
 * @param maxUnsentBytes waiting for one client; above, nothing of its is taken, and no more events are made for it
 * @param maxBacklogBytes waiting for one client; above, it is disconnected
 * @param stalledMillis for which a client with more than half of {@code maxUnsentBytes} waiting may take nothing
 * @param tlsHandshakeMillis for which a TLS handshake may last
 * @param tls absent for plain text
 */
public record ListenerOptions(
        String host,
        int port,
        int threads,
        int maxConnections,
        int maxInHandMessages,
        long maxInHandBytes,
        long maxUnsentBytes,
        long maxBacklogBytes,
        long stalledMillis,
        long tlsHandshakeMillis,
        Optional<SslContext> tls) {

    /** A plain-text listener with the limits of a server. */
    public static ListenerOptions of(String host, int port) {
        return new ListenerOptions(
                host,
                port,
                2,
                10_000,
                1_024,
                4L * 1024 * 1024,
                1024 * 1024,
                64L * 1024 * 1024,
                30_000,
                10_000,
                Optional.empty());
    }

    public ListenerOptions withMaxConnections(int connections) {
        return new ListenerOptions(
                host,
                port,
                threads,
                connections,
                maxInHandMessages,
                maxInHandBytes,
                maxUnsentBytes,
                maxBacklogBytes,
                stalledMillis,
                tlsHandshakeMillis,
                tls);
    }

    /** With other bounds of what waits for a client. */
    public ListenerOptions withOutbound(long unsentBytes, long backlogBytes, long stalled) {
        return new ListenerOptions(
                host,
                port,
                threads,
                maxConnections,
                maxInHandMessages,
                maxInHandBytes,
                unsentBytes,
                backlogBytes,
                stalled,
                tlsHandshakeMillis,
                tls);
    }
}
