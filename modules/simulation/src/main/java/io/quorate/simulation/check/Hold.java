package io.quorate.simulation.check;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.SessionId;

/** A lock in the hands of a client's program, until that gives it back. */
public record Hold(Client client, String lock, FencingToken token, SessionId session) {
    /** The handle's {@code isValid()}. */
    public boolean isBelieved() {
        return client.believes(session);
    }
}
