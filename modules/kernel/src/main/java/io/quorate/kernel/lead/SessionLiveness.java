package io.quorate.kernel.lead;

import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Until when each session lives, in the leader's log time. A session whose end is proposed takes no keep-alive and no call
 * until that proposal is applied or surely dropped.
 */
public final class SessionLiveness {
    /** Sessions whose end is proposed in one go. */
    private static final int MAX_EXPIRED_AT_ONCE = 1_000;

    private record Deadline(long atMillis, SessionId session) {}

    private final Map<SessionId, Long> ttls = new HashMap<>();
    private final Map<SessionId, Deadline> deadlines = new HashMap<>();
    private final Set<SessionId> expiring = new HashSet<>();
    private final TreeSet<Deadline> order =
            new TreeSet<>(java.util.Comparator.comparingLong(Deadline::atMillis).thenComparing(Deadline::session));

    /** Begins to watch a session with a whole time to live before it. */
    public void add(SessionId session, long ttlMillis, long nowMillis) {
        ttls.put(session, ttlMillis);
        renew(session, nowMillis);
    }

    /** Grants another time to live; does nothing for a session that is unknown or being ended. */
    public void renew(SessionId session, long nowMillis) {
        Long ttl = ttls.get(session);
        if (ttl == null || expiring.contains(session)) {
            return;
        }
        Deadline next = new Deadline(nowMillis + ttl, session);
        Deadline before = deadlines.put(session, next);
        if (before != null) {
            order.remove(before);
        }
        order.add(next);
    }

    public void remove(SessionId session) {
        ttls.remove(session);
        expiring.remove(session);
        Deadline deadline = deadlines.remove(session);
        if (deadline != null) {
            order.remove(deadline);
        }
    }

    public boolean isExpiring(SessionId session) {
        return expiring.contains(session);
    }

    /** The session's end is proposed. */
    public void markExpiring(SessionId session) {
        expiring.add(session);
        Deadline deadline = deadlines.remove(session);
        if (deadline != null) {
            order.remove(deadline);
        }
    }

    /** The proposal was surely dropped: the session gets another time to live. */
    public void unmarkExpiring(SessionId session, long nowMillis) {
        if (expiring.remove(session)) {
            renew(session, nowMillis);
        }
    }

    /** Sessions whose deadline has passed, the earliest first. */
    public List<SessionId> expired(long nowMillis) {
        List<SessionId> expired = new ArrayList<>();
        for (Deadline deadline : order) {
            if (deadline.atMillis() > nowMillis || expired.size() == MAX_EXPIRED_AT_ONCE) {
                break;
            }
            expired.add(deadline.session());
        }
        return expired;
    }

    public void clear() {
        ttls.clear();
        deadlines.clear();
        expiring.clear();
        order.clear();
    }
}
