package io.quorate.raft;

import java.util.List;
import java.util.Optional;

/**
 * To be made durable, in the order of the sequence numbers.
 *
 * @param sequence number of this request; to be reported once it and all before it are durable
 * @param hardState to be saved
 * @param truncateFrom entries from here on are void, before the new ones are appended; 0 for none
 * @param entries to be appended
 */
public record Persist(long sequence, Optional<HardState> hardState, long truncateFrom, List<Entry> entries) {}
