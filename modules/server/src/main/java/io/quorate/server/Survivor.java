package io.quorate.server;

import java.util.List;
import java.util.Optional;

/**
 * What there is of a node that is stopped. Of several that are left of a cluster, the one with the highest {@code lastTerm}, and among
 * those the highest {@code lastIndex}, has most.
 *
 * @param cluster that it belongs to
 * @param voters by the newest configuration in its log; empty when it belongs to no cluster yet
 * @param learners receive the log and do not vote
 * @param term that it has come to
 * @param lastTerm of the last entry of its log
 * @param commitIndex entries up to here are surely committed; later ones may be
 * @param appliedIndex entries up to here are in its state; the rest is in its log
 * @param epoch of the state, as are revision, times and sessions
 * @param logTimeMillis log time
 * @param calendarMillis UTC
 * @param obstacle why no new cluster can begin with it; empty when one can
 * @param isUnderWay a new cluster was begun with it, and that has not come to its end
 */
public record Survivor(
        int node,
        String cluster,
        List<Integer> voters,
        List<Integer> learners,
        long term,
        long lastTerm,
        long lastIndex,
        long commitIndex,
        long appliedIndex,
        int epoch,
        long revision,
        long logTimeMillis,
        long calendarMillis,
        int sessions,
        Optional<String> obstacle,
        boolean isUnderWay) {}
