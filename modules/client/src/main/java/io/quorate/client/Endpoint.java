package io.quorate.client;

import java.util.Arrays;
import java.util.List;

/** A server's address as {@code host:port}; an IPv6 address stands in brackets. */
record Endpoint(String host, int port) {
    /** @throws IllegalArgumentException saying what is wrong with which part */
    static List<Endpoint> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(Endpoint::of).toList();
    }

    static Endpoint of(String text) {
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        boolean withPort =
                colon > trimmed.lastIndexOf(']') && (trimmed.startsWith("[") || colon == trimmed.indexOf(':'));
        String host = withPort ? trimmed.substring(0, colon) : trimmed;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("endpoint '" + text + "' has no host; write host:port");
        }
        return new Endpoint(host, withPort ? port(text, trimmed.substring(colon + 1)) : Quorate.DEFAULT_PORT);
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, with the whole endpoint.
        }
        throw new IllegalArgumentException("endpoint '" + text + "' has port '" + digits + "'; allowed are 1 to 65535");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
