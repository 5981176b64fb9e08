package io.quorate.log;

import java.util.Optional;

/**
 * Who leads, as this node knows.
 *
 * @param leader empty while none is known
 * @param selfReady this node leads and has applied every entry of earlier terms: it may propose and read
 */
public record Leadership(long term, Optional<NodeId> leader, boolean selfReady) {}
