package io.quorate.kernel.state;

import java.util.SortedMap;

/**
 * Where nodes that were added listen for the others; founders are known by their configurations.
 *
 * @param byNode host:port by the text of the node's number
 */
public record PeerAddresses(SortedMap<String, String> byNode) {}
