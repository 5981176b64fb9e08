package io.quorate.log;

import java.util.Optional;

/**
 * What a member must never forget (Ongaro 2014, figure 3.1).
 *
 * @param term highest term seen; 0 before the first
 * @param vote whom this member voted for in that term
 * @param commit an index known to be committed; a hint, which may lag
 */
public record HardState(long term, Optional<NodeId> vote, long commit) {
    /** Of a group that has never written anything. */
    public static final HardState INITIAL = new HardState(0, Optional.empty(), 0);
}
