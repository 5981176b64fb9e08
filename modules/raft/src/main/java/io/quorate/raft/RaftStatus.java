package io.quorate.raft;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One moment of a member.
 *
 * @param leader 0 while none is known
 * @param ready this member leads and has applied every entry of earlier terms
 * @param configuration the latest in the log, committed or not; empty while this member belongs to no group
 * @param matches last entry known to be durable per member; on the leader only
 * @param reachable members that the leader has heard of lately, itself included; on the leader only
 */
public record RaftStatus(
        long term,
        int leader,
        boolean ready,
        long firstIndex,
        long lastIndex,
        long commitIndex,
        long appliedIndex,
        Optional<Configuration> configuration,
        SortedMap<Integer, Long> matches,
        SortedSet<Integer> reachable) {}
