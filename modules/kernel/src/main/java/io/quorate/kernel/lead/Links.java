package io.quorate.kernel.lead;

import io.quorate.kernel.SessionLink;
import io.quorate.recipe.SessionId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which connection of this node a session is on. */
public final class Links {
    private final Map<SessionId, SessionLink> bySession = new HashMap<>();
    private final Map<SessionLink, Set<SessionId>> byLink = new HashMap<>();

    /** Puts a session on a link, and takes it off the one that it was on. */
    public void attach(SessionId session, SessionLink link) {
        remove(session);
        bySession.put(session, link);
        byLink.computeIfAbsent(link, key -> new LinkedHashSet<>()).add(session);
    }

    /** Takes every session off a link that is gone. */
    public void detach(SessionLink link) {
        Set<SessionId> sessions = byLink.remove(link);
        if (sessions != null) {
            sessions.forEach(bySession::remove);
        }
    }

    public void remove(SessionId session) {
        SessionLink link = bySession.remove(session);
        if (link != null) {
            forget(link, session);
        }
    }

    private void forget(SessionLink link, SessionId session) {
        Set<SessionId> sessions = byLink.get(link);
        if (sessions != null) {
            sessions.remove(session);
            if (sessions.isEmpty()) {
                byLink.remove(link);
            }
        }
    }

    public Optional<SessionLink> of(SessionId session) {
        return Optional.ofNullable(bySession.get(session));
    }

    public boolean isOn(SessionId session, SessionLink link) {
        return link.equals(bySession.get(session));
    }
}
