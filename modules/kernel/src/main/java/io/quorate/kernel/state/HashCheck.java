package io.quorate.kernel.state;

import java.util.SortedMap;

/**
 * What the state comes to at one index, as the nodes have told.
 *
 * @param chains by the text of the node's number
 */
public record HashCheck(SortedMap<String, Long> chains) {}
