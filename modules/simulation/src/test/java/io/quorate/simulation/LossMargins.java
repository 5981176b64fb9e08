package io.quorate.simulation;

import io.quorate.recipe.SessionId;
import io.quorate.simulation.check.Client;
import io.quorate.simulation.check.Invariant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How long before a node ended a session its client was told that it is lost, in true time. */
final class LossMargins implements Invariant {
    private final VirtualTime time;
    private final Map<SessionId, Client> known = new HashMap<>();
    private final Map<SessionId, Long> lostNanos = new HashMap<>();
    private final Set<SessionId> ended = new HashSet<>();
    private final Set<String> endedUntold = new TreeSet<>();
    private int losses;
    private long smallestNanos = Long.MAX_VALUE;

    LossMargins(VirtualTime time) {
        this.time = time;
    }

    @Override
    public void sessionBegun(SessionId session, Client client) {
        known.put(session, client);
    }

    @Override
    public void sessionLost(SessionId session) {
        lostNanos.put(session, time.nanos());
    }

    @Override
    public void sessionEnding(SessionId session) {
        if (!known.containsKey(session) || !ended.add(session)) {
            return;
        }
        Long lost = lostNanos.get(session);
        if (lost == null) {
            endedUntold.add(known.get(session).name());
        } else {
            losses++;
            smallestNanos = Math.min(smallestNanos, time.nanos() - lost);
        }
    }

    /** Sessions that were lost, and ended after that. */
    int losses() {
        return losses;
    }

    /** {@link Long#MAX_VALUE} when none was lost. */
    long smallestNanos() {
        return smallestNanos;
    }

    /** Names of clients that had a session which ended before they were told that it is lost, if ever. */
    Set<String> endedUntold() {
        return endedUntold;
    }
}
