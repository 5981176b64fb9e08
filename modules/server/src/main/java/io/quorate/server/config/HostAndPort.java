package io.quorate.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on or to connect to.
 *
 * @param host name or IP address, an IPv6 address without brackets
 */
public record HostAndPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s:\\[\\]/]+)):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    public static Optional<HostAndPort> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > MAX_PORT) {
            return Optional.empty();
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return Optional.of(new HostAndPort(host, Integer.parseInt(matcher.group(3))));
    }

    /** The same host with another port. */
    public HostAndPort withPort(int other) {
        return new HostAndPort(host, other);
    }

    /** Every address of the host is on this machine. Blocks for the name service when the host is a name. */
    public boolean isLoopback() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
