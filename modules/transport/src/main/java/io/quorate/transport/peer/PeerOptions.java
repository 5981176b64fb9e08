package io.quorate.transport.peer;

import io.netty.handler.ssl.SslContext;
import io.quorate.log.NodeId;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A node as the others see it.
 *
 * @param clusterId a link to a node of another cluster is refused
 * @param directory tells this node's data from any other; under one number only one is let in
 * @param levels of the apply rules that this node has; a link to a node without a common one is refused
 * @param listen where this node listens for the others
 * @param advertised where the others find it, as host:port
 * @param tls for links in both directions; empty for plain text
 */
public record PeerOptions(
        NodeId self,
        String clusterId,
        String directory,
        KernelLevels levels,
        InetSocketAddress listen,
        String advertised,
        Optional<PeerTls> tls) {
    /** What encrypts a link, and proves who is at its other end. */
    public record PeerTls(SslContext server, SslContext client) {}
}
