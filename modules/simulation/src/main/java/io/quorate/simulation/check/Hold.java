package io.quorate.simulation.check;

import io.quorate.client.core.Lease;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;
import java.util.Optional;

/**
 * A lock in the hands of a client's program, until that gives it back.
 *
 * @param limit how long it lasts at most, as the client counts it
 */
public record Hold(Client client, String lock, FencingToken token, SessionId session, Optional<Lease> limit) {
    /** The handle's {@code isValid()}. */
    public boolean isBelieved() {
        return client.believes(session)
                && limit.filter(lease -> lease.isOver(client.now())).isEmpty();
    }
}
