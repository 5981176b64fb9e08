package io.quorate.server.front;

import io.quorate.log.NodeId;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a node tells its clients, and what it allows one connection.
 *
 * @param clusterId the cluster that this node belongs to
 * @param endpoints client endpoints of the members as {@code host:port}; asked on the loop
 * @param handshakeMillis from connect to hello
 * @param idleMillis without session, subscription and message
 * @param maxSessions of one connection
 * @param maxQueries of one connection, not yet answered
 * @param maxSubscriptions of one connection
 */
public record FrontendOptions(
        String clusterId,
        NodeId node,
        Supplier<NavigableMap<NodeId, String>> endpoints,
        long handshakeMillis,
        long idleMillis,
        int maxSessions,
        int maxQueries,
        int maxSubscriptions) {
    public static final long HANDSHAKE_MILLIS = TimeUnit.SECONDS.toMillis(10);
    public static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(5);
    public static final int MAX_SESSIONS = 10_000;
    public static final int MAX_QUERIES = 1_024;
    public static final int MAX_SUBSCRIPTIONS = 10_000;

    /** With the limits of a server. */
    public static FrontendOptions of(String clusterId, NodeId node, Supplier<NavigableMap<NodeId, String>> endpoints) {
        return new FrontendOptions(
                clusterId,
                node,
                endpoints,
                HANDSHAKE_MILLIS,
                IDLE_MILLIS,
                MAX_SESSIONS,
                MAX_QUERIES,
                MAX_SUBSCRIPTIONS);
    }

    /** Empty when there is no such node, or no endpoint of it is known. */
    String endpoint(Optional<NodeId> member) {
        return member.map(endpoints.get()::get).orElse("");
    }

    public FrontendOptions withTimeouts(long handshake, long idle) {
        return new FrontendOptions(
                clusterId, node, endpoints, handshake, idle, maxSessions, maxQueries, maxSubscriptions);
    }

    /** With other bounds of one connection. */
    public FrontendOptions withLimits(int sessions, int queries, int subscriptions) {
        return new FrontendOptions(
                clusterId, node, endpoints, handshakeMillis, idleMillis, sessions, queries, subscriptions);
    }
}
