package io.quorate.raft;

import java.util.SortedMap;

/**
 * What a member finds on its disk when it starts.
 *
 * @param releasedIndex the log begins right behind this entry
 * @param releasedTerm its term
 * @param terms term of each run of entries by the run's first index
 * @param configurations by the index from which each is in force, the one in force at {@code releasedIndex} included; empty
 *     when this member belongs to no group yet
 * @param appliedIndex the state contains every entry up to here
 */
public record Recovered(
        HardState hardState,
        long releasedIndex,
        long releasedTerm,
        long lastIndex,
        SortedMap<Long, Long> terms,
        SortedMap<Long, Configuration> configurations,
        long appliedIndex) {}
