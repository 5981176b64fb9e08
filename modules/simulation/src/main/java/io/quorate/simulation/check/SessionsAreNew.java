package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import java.util.HashMap;
import java.util.Map;

/** The id of a session is given once, whatever was restored meanwhile. */
public final class SessionsAreNew implements Invariant {
    private final Verdict verdict;
    private final Map<SessionId, Client> given = new HashMap<>();

    SessionsAreNew(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void sessionBegun(SessionId session, Client client) {
        Client before = given.putIfAbsent(session, client);
        if (before != null) {
            verdict.violated(
                    getClass(), "session " + session + " of " + client.name() + " was given to " + before.name());
        }
    }
}
