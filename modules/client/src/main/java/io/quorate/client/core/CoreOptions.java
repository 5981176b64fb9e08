package io.quorate.client.core;

import java.util.List;

/**
 * What a client is and where it connects.
 *
 * @param endpoints {@code host:port} each, one at least; tried in turn
 * @param clientName for people who look at sessions
 * @param ttlMillis wanted time to live of sessions
 * @param credential sent in every handshake; empty for none
 */
public record CoreOptions(List<String> endpoints, String clientName, long ttlMillis, byte[] credential) {
    public CoreOptions {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint to connect to");
        }
        if (ttlMillis < 1) {
            throw new IllegalArgumentException("a session lives 1 ms at least, asked were " + ttlMillis);
        }
    }
}
