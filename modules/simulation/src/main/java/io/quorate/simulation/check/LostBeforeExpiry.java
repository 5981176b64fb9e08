package io.quorate.simulation.check;

import io.quorate.recipe.SessionId;
import java.util.LinkedHashSet;
import java.util.Set;

/** When a node ends a session, its client has been told LOST, or has ended it itself. */
public final class LostBeforeExpiry implements Invariant {
    private final Verdict verdict;
    private final Set<Client> clients = new LinkedHashSet<>();

    LostBeforeExpiry(Verdict verdict) {
        this.verdict = verdict;
    }

    @Override
    public void acted(Client client) {
        clients.add(client);
    }

    @Override
    public void sessionEnding(SessionId session) {
        for (Client client : clients) {
            if (client.believes(session)) {
                verdict.violated(getClass(), "session " + session + " ends while " + client.name() + " believes in it");
            }
        }
    }
}
